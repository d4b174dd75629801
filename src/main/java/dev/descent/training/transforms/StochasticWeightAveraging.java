package dev.descent.training.transforms;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightAverage;
import dev.descent.training.tensor.Vec;
import org.jspecify.annotations.Nullable;

/**
 * The mean of the parameters over the last part of training: a ← (na + θ)/(n + 1) after every k-th step since the start.
 *
 * <p>Symbols: θ the parameters, a their mean, both {@code [P]}; n how many are in it so far. Before the first of them the
 * average is θ itself. State: 1 vector. Source: Izmailov et al., "Averaging weights leads to wider optima and better
 * generalization", arXiv:1803.05407, who keep the learning rate constant or cyclic from the start on: with one that falls
 * to zero there is little left to average.
 *
 * <p>The running statistics of batch normalization are those of the run; the paper's extra pass over the data, which
 * would find those of the averaged network, is not made. With batch normalization, judge it by its validation metrics.
 */
@Strategy(
        type = "stochastic_weight_averaging",
        title = "Stochastic weight averaging",
        description = "Evaluates and exports the mean of the weights over the last part of training. "
                + "Best with a learning rate that does not fall to zero.",
        paper = "arXiv:1803.05407")
public record StochasticWeightAveraging(
        @Option(
                value = "The part of training that is over when averaging starts. "
                        + "Null when start_step is given; when neither is, 0.75.",
                min = 0,
                below = 1)
        @Nullable
        Double startFraction,

        @Option(
                value = "The step, counted from 0, at which averaging starts, instead of a fraction.",
                min = 0,
                max = 1e9)
        @Nullable
        Long startStep,

        @Option(
                value = "k, steps from one that is averaged to the next: the length of a cycle, if the rate is cyclic.",
                min = 1,
                max = 1e9)
        long everySteps)
        implements WeightAverage {
    private static final double DEFAULT_FRACTION = 0.75;
    private static final String AVERAGE = "average";

    public StochasticWeightAveraging {
        Options.check(StochasticWeightAveraging.class, startFraction, startStep, everySteps);
        if (startFraction != null && startStep != null) {
            throw new InvalidOptions("/start_step", "conflict", "give start_fraction or start_step, not both");
        }
    }

    public StochasticWeightAveraging() {
        this(null, null, 1);
    }

    @Override
    public State include(Vec parameters, State state, StepContext context) {
        if (!hasStarted(context)) {
            return state;
        }
        // The state counts the steps since the start, included or not.
        State next = state.next();
        if (next.steps() % everySteps != 0) {
            return next;
        }
        long members = next.steps() / everySteps;
        return next.with(AVERAGE, members == 1 ? parameters : state.get(AVERAGE).lerp(parameters, 1.0 / members));
    }

    private boolean hasStarted(StepContext context) {
        if (startStep != null) {
            return context.step() >= startStep;
        }
        return context.progress() >= (startFraction == null ? DEFAULT_FRACTION : startFraction);
    }

    @Override
    public Vec average(Vec parameters, State state) {
        return state.has(AVERAGE) ? state.get(AVERAGE) : parameters;
    }

    @Override
    public int stateVectors() {
        return 1;
    }
}
