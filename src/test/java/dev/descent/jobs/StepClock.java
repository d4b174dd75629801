package dev.descent.jobs;

import dev.descent.training.TrainingDuration;
import dev.descent.training.TrainingSpec;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that goes only when told. */
final class StepClock extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    void advance(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    static JobSpec limitedTo(Duration limit) {
        TrainingSpec spec = new TrainingSpec(new Linear(), new Classification());
        TrainingSpec limited = new TrainingSpec(
                spec.model(),
                spec.objective(),
                spec.optimizer(),
                spec.learningRate(),
                spec.weightDecay(),
                spec.schedule(),
                spec.sampler(),
                spec.transforms(),
                spec.mechanism(),
                spec.reweighting(),
                new TrainingDuration(null, null, limit),
                spec.evaluation(),
                spec.checkpoints(),
                spec.diagnostics(),
                spec.logEverySteps(),
                spec.seed());
        return new JobSpec("nowhere", limited);
    }

    @Override
    public Instant instant() {
        Instant instant = now.get();
        return instant == null ? Instant.EPOCH : instant;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
