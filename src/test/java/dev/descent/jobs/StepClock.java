package dev.descent.jobs;

import dev.descent.training.SpecBuilder;
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
public final class StepClock extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    public void advance(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    static JobSpec limitedTo(Duration limit) {
        TrainingSpec limited = new SpecBuilder(new Linear(), new Classification())
                .duration(new TrainingDuration(null, null, limit))
                .build();
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
