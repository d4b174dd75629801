package dev.descent.training;

import dev.descent.training.CurvatureRule.Curvature;

/** A schedule that looks, at some steps, at how the loss bends. */
public interface MeasuredSchedule extends Schedule {
    /** Whether it is to look before this step, counted from 0. */
    boolean measures(long step);

    /** What is remembered of it; every rate until the next look is multiplied by its factor. */
    Reaction measured(Reaction before, Curvature curvature, double base, StepContext context);

    /** How many vectors of the size of θ a look holds at its peak. */
    int workingVectors();
}
