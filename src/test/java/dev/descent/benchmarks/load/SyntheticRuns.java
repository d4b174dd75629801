package dev.descent.benchmarks.load;

import static dev.descent.projects.ProjectId.DEFAULT;

import dev.descent.artifacts.TrainedModel;
import dev.descent.jobs.Jobs;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.run.Claim;
import dev.descent.jobs.run.EffectiveSpec;
import dev.descent.jobs.run.Execution;
import dev.descent.jobs.run.TrainingRun;
import dev.descent.jobs.run.TrainingRuns;
import dev.descent.projects.ProjectId;
import dev.descent.training.Observer;
import dev.descent.training.Outcome;
import dev.descent.training.Snapshot;
import dev.descent.training.tensor.SecretRandomness;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Training that measures as fast as its values can be stored, and does nothing else. */
final class SyntheticRuns implements TrainingRuns {
    private volatile long steps;
    private volatile int names = 1;
    private volatile Runnable atTheEnd = () -> {};

    /** Seconds that the oldest job of the queue took, from its first value to the last that was stored. */
    double measure(Service service, long itsSteps, int itsNames) {
        Claim claim = service.get(Queue.class)
                .claim("load", Duration.ofHours(1), taken -> {})
                .orElseThrow();
        steps = itsSteps;
        names = itsNames;
        // What was cancelled is finished and needs no model.
        atTheEnd = () -> {
            service.get(Jobs.class).cancel(DEFAULT, claim.hold().jobId());
            claim.control().cancel();
        };
        long start = System.nanoTime();
        service.get(Execution.class).execute(claim);
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public TrainingRun open(ProjectId project, String jobId, String datasetId, EffectiveSpec spec) {
        return new Synthetic();
    }

    private final class Synthetic implements TrainingRun {
        @Override
        public Outcome train(Optional<Snapshot> from, Observer observer, Optional<SecretRandomness> secret) {
            for (long step = 1; step <= steps; step++) {
                observer.signal(step - 1);
                Map<String, Double> values = new TreeMap<>();
                for (int i = 0; i < names; i++) {
                    // Losses come from the engine in single precision.
                    values.put("metric_" + i, (double) (float) (2 + i + Math.sin(step * 0.37) / (1 + step * 1e-3)));
                }
                observer.metrics(step, step / 100.0, values);
            }
            atTheEnd.run();
            return new Outcome.Cancelled(steps);
        }

        @Override
        public String fingerprint() {
            return "sha256:none";
        }

        @Override
        public Map<String, String> targetFingerprints() {
            return Map.of();
        }

        @Override
        public TrainedModel export(Outcome.Trained trained) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
