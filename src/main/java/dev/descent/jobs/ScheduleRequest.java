package dev.descent.jobs;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.training.Schedule;

/** A schedule to look at, and the job to imagine for it. */
public record ScheduleRequest(
        @Option("The schedule.") Schedule schedule,

        @Option(value = "The learning rate η before the schedule.", above = 0, max = 1000)
        double learningRate,

        @Option(value = "T, the number of optimizer steps.", min = 1, max = 1e9)
        long steps,

        @Option(value = "How many steps are shown at most, equally far apart.", min = 2, max = 10_000)
        int points) {
    private static final int DEFAULT_POINTS = 500;

    public ScheduleRequest {
        Options.check(ScheduleRequest.class, schedule, learningRate, steps, points);
    }

    public ScheduleRequest(Schedule schedule, double learningRate, long steps) {
        this(schedule, learningRate, steps, DEFAULT_POINTS);
    }

    /** The same request for another schedule. */
    ScheduleRequest with(Schedule other) {
        return new ScheduleRequest(other, learningRate, steps, points);
    }
}
