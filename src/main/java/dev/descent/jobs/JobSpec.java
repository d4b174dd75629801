package dev.descent.jobs;

import dev.descent.datasets.Preprocessing;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Unwrapped;
import dev.descent.spec.Violation;
import dev.descent.training.Model;
import dev.descent.training.Objective;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.TrainingSpec;
import dev.descent.training.audit.CanaryAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client asks for: a training run on a data set, and how the service should treat it. */
public record JobSpec(
        @Option(value = "The data set: its id, its name, or the name of a built-in set.", minSize = 1, maxSize = 200)
        String dataset,

        @Unwrapped TrainingSpec training,

        @Option(value = "A name for people.", minSize = 1, maxSize = 200) @Nullable
        String name,

        @Option("How the columns of the data set become numbers.")
        Preprocessing preprocessing,

        @Option("Where to compute: auto takes an accelerator if there is one.")
        Device device,

        @Option(value = "Free pairs of key and value to find the job by.", maxSize = 64)
        Map<String, String> labels,

        @Option(value = "Jobs of higher priority start first.", min = -100, max = 100)
        int priority,

        @Option(
                "Whether a job without privacy may use data that have a privacy budget. After that no epsilon holds for "
                        + "what was released of them; the ledger records it.")
        boolean acknowledgeUnprotected,

        @Option("How to find out how much of single examples can be seen in the model. Null: not at all.") @Nullable
        CanaryAudit audit,

        @Option(
                "A data set to make, when the job succeeds, of some of the rows that it was trained on, chosen by a score of"
                        + " its diagnostics. Rows set aside for validation are never in it. Null: none.")
        @Nullable
        SubsetSpec subset,

        @Option("What the job asks of its pod, where each job runs in one of its own. Null: nothing.") @Nullable
        PodRequest pod) {
    private static final int LONGEST_KEY = 63;
    private static final int LONGEST_VALUE = 255;

    public JobSpec {
        Options.check(
                JobSpec.class,
                dataset,
                training,
                name,
                preprocessing,
                device,
                labels,
                priority,
                acknowledgeUnprotected,
                audit,
                subset,
                pod);
        if (audit != null && !(training.mechanism() instanceof PrivateMechanism)) {
            throw new InvalidOptions(
                    "/audit", "conflict", "needs a private mechanism, whose promise it is that is audited");
        }
        if (audit != null && training.sampler().batchLaw() instanceof PrivateMechanism.Partitioned) {
            throw new InvalidOptions(
                    "/audit",
                    "conflict",
                    "puts canaries among the rows, each of which would move the borders of all later batches: a mechanism that "
                            + "needs a single pass cannot be audited");
        }
        labels = Map.copyOf(labels);
        checkLabels(labels);
    }

    public JobSpec(String dataset, Model model, Objective objective) {
        this(dataset, new TrainingSpec(model, objective));
    }

    public JobSpec(String dataset, TrainingSpec training) {
        this(dataset, training, null, new Preprocessing(), Device.AUTO, Map.of(), 0, false, null, null, null);
    }

    /** The same job with other training options. */
    public JobSpec with(TrainingSpec other) {
        return new JobSpec(
                dataset,
                other,
                name,
                preprocessing,
                device,
                labels,
                priority,
                acknowledgeUnprotected,
                audit,
                subset,
                pod);
    }

    /** The same job with other preprocessing. */
    public JobSpec with(Preprocessing other) {
        return new JobSpec(
                dataset, training, name, other, device, labels, priority, acknowledgeUnprotected, audit, subset, pod);
    }

    /** The same job in another pod. */
    public JobSpec with(@Nullable PodRequest other) {
        return new JobSpec(
                dataset,
                training,
                name,
                preprocessing,
                device,
                labels,
                priority,
                acknowledgeUnprotected,
                audit,
                subset,
                other);
    }

    private static void checkLabels(Map<String, String> labels) {
        List<Violation> violations = new ArrayList<>();
        labels.forEach((key, value) -> {
            String pointer = "/labels/" + key.replace("~", "~0").replace("/", "~1");
            if (key.isEmpty() || key.length() > LONGEST_KEY || key.contains(":")) {
                violations.add(new Violation(
                        pointer,
                        "out_of_bounds",
                        "a label's key must have 1 to " + LONGEST_KEY + " characters and no colon"));
            }
            if (value.length() > LONGEST_VALUE) {
                violations.add(new Violation(
                        pointer,
                        "out_of_bounds",
                        "a label's value must have at most " + LONGEST_VALUE + " characters but has "
                                + value.length()));
            }
        });
        if (!violations.isEmpty()) {
            throw new InvalidOptions(violations);
        }
    }
}
