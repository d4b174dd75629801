package dev.descent.training.transforms;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightAverage;
import dev.descent.training.tensor.Vec;

/**
 * The exponential moving average of the parameters.
 *
 * <pre>
 *   a₁ = θ₁,  aₙ = aₙ₋₁ + wₙ(θₙ − aₙ₋₁)
 *   wₙ = 1 − β                          from the first parameters
 *   wₙ = (1 − β)/(1 − βⁿ)               bias corrected
 *   wₙ = 1 − min(β, n/(9 + n))          growing decay
 * </pre>
 *
 * <p>Symbols: θₙ the parameters after the n-th step that is averaged, a their average, both {@code [P]}; β the decay.
 * Bias corrected, the weight of a step is proportional to its β to the power of its age, with no more for the first than
 * that; with a growing decay the early steps are forgotten faster than that. Before the start step the average is θ itself.
 * State: 1 vector. The running statistics of batch normalization are those of the run, not of the averaged network.
 */
@Strategy(
        type = "ema",
        title = "Exponential moving average",
        description =
                "Evaluates and exports an exponential moving average of the weights; training goes on without it.")
public record ExponentialMovingAverage(
        @Option(value = "β, the part of the average that stays at each step.", min = 0, below = 1)
        double decay,

        @Option("What the first steps weigh.") Beginning beginning,

        @Option(value = "The first step, counted from 0, whose parameters are averaged.", min = 0, max = 1e9)
        long startStep)
        implements WeightAverage {
    private static final String AVERAGE = "average";

    /** How the average begins. */
    public enum Beginning {
        FIRST_PARAMETERS,
        BIAS_CORRECTED,
        GROWING_DECAY
    }

    public ExponentialMovingAverage {
        Options.check(ExponentialMovingAverage.class, decay, beginning, startStep);
    }

    public ExponentialMovingAverage() {
        this(0.999, Beginning.BIAS_CORRECTED, 0);
    }

    @Override
    public State include(Vec parameters, State state, StepContext context) {
        if (context.step() < startStep) {
            return state;
        }
        State next = state.next();
        return next.with(
                AVERAGE, state.has(AVERAGE) ? state.get(AVERAGE).lerp(parameters, weight(next.steps())) : parameters);
    }

    /** wₙ for n of at least 2. */
    private double weight(long n) {
        return switch (beginning) {
            case FIRST_PARAMETERS -> 1 - decay;
            case BIAS_CORRECTED -> (1 - decay) / (1 - Math.pow(decay, n));
            case GROWING_DECAY -> 1 - Math.min(decay, n / (9.0 + n));
        };
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
