package dev.descent.training;

import dev.descent.spec.Family;

/** The learning rate as a function of the step. */
@Family(value = "schedules", description = "The learning rate as a function of the step.")
public interface Schedule {
    /**
     * The rate of one step.
     *
     * @param step t, counted from 0: the first update uses t = 0
     * @param steps T, the number of steps of the job
     * @param base the spec's learning rate
     */
    double rate(long step, long steps, double base);
}
