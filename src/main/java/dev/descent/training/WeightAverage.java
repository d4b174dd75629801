package dev.descent.training;

import dev.descent.training.tensor.Vec;

/** Averages the parameters over the steps. The average is what is evaluated and exported; training goes on without it. */
public non-sealed interface WeightAverage extends Transform {
    /** The state with the parameters of one more step in it. */
    State include(Vec parameters, State state, StepContext context);

    /** The average, or the parameters themselves as long as there is none. */
    Vec average(Vec parameters, State state);
}
