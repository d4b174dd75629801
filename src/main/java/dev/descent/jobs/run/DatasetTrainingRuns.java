package dev.descent.jobs.run;

import dev.descent.accounting.audit.Guesses;
import dev.descent.artifacts.ExampleRecord;
import dev.descent.artifacts.ExampleRecords;
import dev.descent.artifacts.ModelExport;
import dev.descent.artifacts.Models;
import dev.descent.artifacts.TrainedModel;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.Encoding;
import dev.descent.datasets.Encodings;
import dev.descent.datasets.Table;
import dev.descent.jobs.Audit;
import dev.descent.jobs.JobSpec;
import dev.descent.jobs.UnknownDataset;
import dev.descent.projects.ProjectId;
import dev.descent.training.Diagnostic;
import dev.descent.training.ExampleScore;
import dev.descent.training.Network;
import dev.descent.training.Observer;
import dev.descent.training.Outcome;
import dev.descent.training.Snapshot;
import dev.descent.training.Split;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingData;
import dev.descent.training.TrainingSet;
import dev.descent.training.audit.AuditedRun;
import dev.descent.training.audit.CanaryAudit;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Training on stored data sets, with the engine. */
@Component
class DatasetTrainingRuns implements TrainingRuns {
    private final Datasets datasets;
    private final Models models;
    private final ExampleRecords records;
    private final Engine engine;

    DatasetTrainingRuns(Datasets datasets, Models models, ExampleRecords records, Engine engine) {
        this.datasets = datasets;
        this.models = models;
        this.records = records;
        this.engine = engine;
    }

    @Override
    public TrainingRun open(ProjectId project, String jobId, String datasetId, EffectiveSpec spec) {
        Dataset dataset = datasets.find(project, datasetId).orElseThrow(() -> new UnknownDataset(datasetId));
        Table table = datasets.open(dataset);
        try {
            OpenTargets targets = new OpenTargets(project, datasets, dataset, spec.spec());
            try {
                spec.spec().training().sourceJobs().forEach(source -> records.fetch(jobId, source));
                return new Opened(jobId, spec, dataset, table, targets);
            } catch (RuntimeException | Error e) {
                targets.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            table.close();
            throw e;
        }
    }

    private final class Opened implements TrainingRun {
        private final String jobId;
        private final EffectiveSpec spec;
        private final Dataset dataset;
        private final Table table;
        private final Split split;
        private final Encoding encoding;
        private final Network network;
        private final OpenTargets targets;

        Opened(String jobId, EffectiveSpec effective, Dataset dataset, Table table, OpenTargets targets) {
            this.jobId = jobId;
            this.spec = effective;
            this.dataset = dataset;
            this.table = table;
            this.targets = targets;
            JobSpec job = effective.spec();
            split = Rows.split(table, job);
            encoding = job.training().isPrivate()
                    ? Encodings.withoutData(dataset, job.preprocessing())
                    : Encodings.fit(table, split.training(), job.preprocessing());
            network = job.training().model().network(encoding.signature());
        }

        @Override
        public String fingerprint() {
            return dataset.fingerprint();
        }

        @Override
        public Map<String, String> targetFingerprints() {
            return targets.fingerprints();
        }

        @Override
        public Outcome train(Optional<Snapshot> from, Observer observer, Optional<SecretRandomness> secret) {
            CanaryAudit audit = spec.spec().audit();
            Examples training = encoding.examples(table, split.training());
            if (audit == null) {
                return train(training, from, observer, secret);
            }
            SecretRandomness coins =
                    secret.orElseThrow(() -> new IllegalStateException("an audited run needs a secret key"));
            AuditedRun audited = new AuditedRun(
                    audit, training, new Randomness(spec.spec().training().seed()), coins);
            Outcome outcome = train(audited.training(training), from, observer, secret);
            if (outcome instanceof Outcome.Trained trained) {
                report(audit, audited, trained, observer);
            }
            return outcome;
        }

        private Outcome train(
                Examples training, Optional<Snapshot> from, Observer observer, Optional<SecretRandomness> secret) {
            JobSpec job = spec.spec();
            return new Trainer(job.training(), network, engine)
                    .run(
                            new TrainingData(
                                    training,
                                    set(training),
                                    encoding.examples(table, split.validation()),
                                    targets.sets(encoding)),
                            from,
                            observer,
                            job.device().wire(),
                            secret);
        }

        /** Of the canaries of an audit, which are no rows, nothing is known; an audited job is private and asks for nothing. */
        private TrainingSet set(Examples training) {
            return spec.spec().audit() == null ? rows() : TrainingSet.of(training);
        }

        private TableTrainingSet rows() {
            return new TableTrainingSet(table, split.training(), source -> records.kept(jobId, source));
        }

        private void report(CanaryAudit audit, AuditedRun audited, Outcome.Trained trained, Observer observer) {
            JobSpec job = spec.spec();
            Guesses guesses = audited.guess(
                    trained,
                    network,
                    job.training().objective(),
                    engine,
                    job.device().wire());
            int examples = split.training().length;
            double delta = job.training().privacy(examples).orElseThrow().delta();
            double epoch = (double) trained.steps() / job.training().stepsPerEpoch(examples);
            observer.metrics(trained.steps(), epoch, Audit.metrics(guesses, audit.epsilon(guesses, delta)));
        }

        @Override
        public TrainedModel export(Outcome.Trained trained) {
            return models.export(new ModelExport(
                    jobId,
                    spec.json(),
                    spec.spec().training().isPrivate(),
                    spec.spec().training().seed(),
                    dataset,
                    encoding,
                    network,
                    trained.parameters(),
                    trained.buffers(),
                    finite(trained.metrics()),
                    examples(trained.scores())));
        }

        /** What was found out about the examples, in the order in which it was asked for; null if nothing was. */
        private @Nullable ExampleRecord examples(Map<String, float[]> found) {
            Map<String, float[]> scores = new LinkedHashMap<>();
            List<String> lowerIsHarder = new ArrayList<>();
            for (Diagnostic diagnostic : spec.spec().training().diagnostics()) {
                if (diagnostic instanceof ExampleScore score) {
                    score.columns().forEach(column -> scores.put(column, Objects.requireNonNull(found.get(column))));
                    lowerIsHarder.addAll(score.lowerIsHarder());
                }
            }
            float[] predicted = found.get(ExampleRecord.PREDICTED);
            if (predicted != null) {
                scores.put(ExampleRecord.PREDICTED, predicted);
            }
            return scores.isEmpty() ? null : ExampleRecord.of(table, split.training(), encoding, scores, lowerIsHarder);
        }

        @Override
        public Optional<ChosenRows> subset(Outcome.Trained trained) {
            JobSpec job = spec.spec();
            return Optional.ofNullable(job.subset())
                    .map(subset -> ChosenRows.of(
                            jobId,
                            subset,
                            rows(),
                            Objects.requireNonNull(trained.scores().get(subset.score())),
                            job.training().seed()));
        }

        /** JSON has no NaN and no infinity. */
        private static Map<String, @Nullable Double> finite(Map<String, Double> metrics) {
            Map<String, @Nullable Double> finite = new LinkedHashMap<>();
            metrics.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : null));
            return finite;
        }

        @Override
        public void close() {
            targets.close();
            table.close();
        }
    }
}
