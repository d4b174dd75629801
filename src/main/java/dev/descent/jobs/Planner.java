package dev.descent.jobs;

import dev.descent.catalog.SpecReader;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.Encodings;
import dev.descent.datasets.Preprocessing;
import dev.descent.datasets.Table;
import dev.descent.jobs.run.Rows;
import dev.descent.jobs.run.TableTrainingSet;
import dev.descent.ledger.Cost;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.Diagnostic;
import dev.descent.training.EarlyStopping;
import dev.descent.training.Estimate;
import dev.descent.training.Network;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.Schedule;
import dev.descent.training.Split;
import dev.descent.training.TargetedScore;
import dev.descent.training.TrainingSpec;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Checks all of a spec that can be known before the job runs, and works out what the job will be. */
@Component
class Planner {
    private final SpecReader reader;
    private final Datasets datasets;
    private final Derivations derivations;
    private final SourceRecords sources;
    private final TargetSets targets;
    private final SubsetChecks subsets;
    private final TrainingPlace place;

    Planner(
            SpecReader reader,
            Datasets datasets,
            Derivations derivations,
            SourceRecords sources,
            TargetSets targets,
            SubsetChecks subsets,
            TrainingPlace place) {
        this.place = place;
        this.subsets = subsets;
        this.sources = sources;
        this.targets = targets;
        this.reader = reader;
        this.datasets = datasets;
        this.derivations = derivations;
    }

    /**
     * @throws InvalidSpec with a pointer for every fault
     * @throws UnknownDataset if that is the only fault
     */
    Plan plan(ProjectId project, JsonNode json) {
        List<Violation> violations = new ArrayList<>();
        JobSpec spec = attempt("", violations, () -> reader.read(json, JobSpec.class));
        String name = spec == null ? json.path("dataset").stringValue(null) : spec.dataset();
        Optional<Dataset> dataset = name == null ? Optional.empty() : datasets.find(project, name);
        if (spec != null) {
            place.objection(spec).ifPresent(violations::add);
        }
        if (name != null && dataset.isEmpty()) {
            if (violations.isEmpty()) {
                throw new UnknownDataset(name);
            }
            violations.add(new Violation("/dataset", UnknownDataset.CODE, UnknownDataset.message(name)));
        }
        if (spec == null || dataset.isEmpty()) {
            throw new InvalidSpec(violations);
        }
        return plan(project, spec, dataset.get(), violations);
    }

    private Plan plan(ProjectId project, JobSpec asked, Dataset dataset, List<Violation> violations) {
        TrainingSpec derived = derived(project, asked.training(), violations);
        JobSpec spec = asked.with(asked.preprocessing().without(features(dataset, derived.numberColumns())));
        TrainingSpec training = targeted(project, derived, spec, dataset, violations);
        checkMetrics(training, violations);
        violations.addAll(subsets.objections(project, spec.subset(), training));
        if (training.isPrivate() && spec.preprocessing().numeric() != Preprocessing.Numeric.NONE) {
            violations.add(new Violation(
                    "/preprocessing/numeric",
                    "conflict",
                    "standardizes by means and deviations of the rows, which a private job must not look at otherwise; "
                            + "use none, with values that are of the order of one"));
        }
        Network network = null;
        Signature signature =
                attempt("/preprocessing", violations, () -> Encodings.signature(dataset, spec.preprocessing()));
        if (dataset.target() == null) {
            violations.add(new Violation(
                    "/dataset", "no_target", "the data set \"" + dataset.name() + "\" has no target to learn"));
        } else if (signature != null) {
            violations.addAll(training.objectionsTo(signature));
            network = attempt("/model", violations, () -> training.model().network(signature));
            if (network != null) {
                violations.addAll(training.objectionsTo(network));
            }
        }
        Split split = dataset.target() == null
                ? new Split(new int[0], new int[0])
                : split(project, spec, dataset, violations);
        if (dataset.target() != null) {
            checkRows(training, split, violations);
            checkBatchBorders(training, split, dataset, violations);
        }
        if (signature == null || network == null || !violations.isEmpty()) {
            throw new InvalidSpec(violations);
        }
        int examples = split.training().length;
        TrainingSpec complete = attempt("", violations, () -> training.effective(examples));
        if (complete == null) {
            throw new InvalidSpec(violations);
        }
        JobSpec effective = spec.with(complete);
        Estimate estimate = Estimate.of(complete, network, signature, examples, split.validation().length);
        place.objection(effective, estimate).ifPresent(violation -> {
            throw new InvalidSpec(List.of(violation));
        });
        return new Plan(
                project,
                effective,
                dataset,
                effective
                        .training()
                        .privacy(examples)
                        .map(cost -> new Cost(cost.event(), cost.steps(), cost.stepsPerEvent(), cost.delta())),
                estimate,
                training.stepsPerEpoch(examples),
                Stream.of(
                                warnings(effective.training(), examples),
                                subsets.warnings(effective.subset()),
                                place.warnings(effective))
                        .flatMap(List::stream)
                        .toList());
    }

    private Split split(ProjectId project, JobSpec spec, Dataset dataset, List<Violation> violations) {
        try (Table table = datasets.open(dataset)) {
            Split split = Rows.split(table, spec);
            TableTrainingSet rows = new TableTrainingSet(
                    table, split.training(), source -> sources.open(project, source, dataset.fingerprint()));
            violations.addAll(spec.training().objectionsTo(rows));
            violations.addAll(subsets.objections(spec.subset(), rows));
            return split;
        }
    }

    private TrainingSpec targeted(
            ProjectId project, TrainingSpec training, JobSpec spec, Dataset dataset, List<Violation> violations) {
        if (training.targetedScores().isEmpty() || dataset.target() == null) {
            return training;
        }
        List<Diagnostic> diagnostics = new ArrayList<>(training.diagnostics());
        try (Table own = datasets.open(dataset)) {
            for (int i = 0; i < diagnostics.size(); i++) {
                if (diagnostics.get(i) instanceof TargetedScore score) {
                    Diagnostic resolved =
                            attempt("/diagnostics/" + i, violations, () -> targets.resolved(project, score, own, spec));
                    diagnostics.set(i, resolved == null ? score : resolved);
                }
            }
        }
        return training.with(diagnostics);
    }

    private TrainingSpec derived(ProjectId project, TrainingSpec training, List<Violation> violations) {
        Schedule schedule = attempt("/schedule", violations, () -> derivations.derived(project, training.schedule()));
        return schedule == null ? training : training.with(schedule);
    }

    /** Those of the columns that are features; the others are objected to where they stand in the spec. */
    private static List<String> features(Dataset dataset, List<String> columns) {
        return columns.stream()
                .filter(column -> dataset.features().stream()
                        .anyMatch(feature -> feature.name().equals(column)))
                .toList();
    }

    private static void checkMetrics(TrainingSpec training, List<Violation> violations) {
        EarlyStopping stopping = training.evaluation().earlyStopping();
        List<String> known = training.objective().metrics();
        if (stopping != null) {
            checkMetric("/evaluation/early_stopping/metric", stopping.metric(), known, violations);
        }
        training.schedule().watches().ifPresent(metric -> checkMetric("/schedule/metric", metric, known, violations));
    }

    private static void checkMetric(String pointer, String metric, List<String> known, List<Violation> violations) {
        if (!known.contains(metric)) {
            violations.add(new Violation(
                    pointer,
                    "unknown_metric",
                    "must be one of " + String.join(", ", known) + " but is \"" + metric + "\""));
        }
    }

    private static void checkRows(TrainingSpec training, Split split, List<Violation> violations) {
        double fraction = training.evaluation().validationFraction();
        if (split.training().length == 0) {
            violations.add(new Violation("/dataset", "no_rows", "no row of the data set can be used"));
        } else if (fraction > 0 && split.validation().length == 0) {
            violations.add(new Violation(
                    "/evaluation/validation_fraction",
                    "out_of_bounds",
                    fraction + " of " + split.training().length
                            + " rows sets none aside; use 0 to train without validation"));
        }
    }

    /** A row that is passed over in a private pass would move all that follow it into other batches. */
    private static void checkBatchBorders(
            TrainingSpec training, Split split, Dataset dataset, List<Violation> violations) {
        long unusable = dataset.rows() - split.training().length - split.validation().length;
        if (unusable > 0
                && training.isPrivate()
                && training.sampler().batchLaw() instanceof PrivateMechanism.Partitioned) {
            violations.add(new Violation(
                    "/dataset",
                    "conflict",
                    "has " + unusable
                            + " rows that cannot be used, and whose place in a private pass would tell of them;"
                            + " impute missing values, and leave out rows without a target"));
        }
    }

    private static List<String> warnings(TrainingSpec effective, int examples) {
        List<String> warnings = new ArrayList<>();
        int batch = effective.sampler().batchSize();
        int drawn = effective.examplesPerEpoch(examples);
        if (batch > drawn) {
            warnings.add("the batch size " + batch + " exceeds the " + drawn
                    + " rows that are trained on: every step uses "
                    + (effective.sampler().repeats() ? "some of them more than once" : "all of them"));
        }
        long steps = effective.steps(examples);
        long perEpoch = effective.stepsPerEpoch(examples);
        if (steps < perEpoch) {
            warnings.add(
                    steps + " steps are less than one epoch of " + perEpoch + " steps: some rows are never trained on");
        }
        int further = effective.furtherNetworks();
        if (further > 0) {
            warnings.add(
                    "diagnostics train " + further + " further networks after the model, each on a part of the rows");
        }
        Long log = effective.logEverySteps();
        if (log != null && log > steps) {
            warnings.add("log_every_steps " + log + " exceeds the " + steps + " steps of the job");
        }
        return warnings;
    }

    /** What {@code part} answers, or null with its violations noted under {@code pointer}. */
    private static <T> @Nullable T attempt(String pointer, List<Violation> violations, Supplier<T> part) {
        try {
            return part.get();
        } catch (InvalidOptions e) {
            e.violations().forEach(violation -> violations.add(violation.under(pointer)));
            return null;
        }
    }
}
