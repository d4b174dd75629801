package dev.descent.training.surrogates;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ClosureRule;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Coupled;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * Target-based surrogate optimization: one gradient of the loss with respect to the outputs, then several steps of the
 * parameters on a model of the loss that needs no other.
 *
 * <pre>
 *   z ← f(θ),  c ← ∂L/∂z
 *   S(ϑ) = c·(f(ϑ) − z) + ‖f(ϑ) − z‖² / (2ηB)
 *   θ ← m steps of gradient descent on S from θ
 *
 *   each: α ← grown from the last;  α ← βα until S(ϑ − α∇S) ≤ S(ϑ) − qα‖∇S‖²;  ϑ ← ϑ − α∇S
 * </pre>
 *
 * <p>Symbols: θ and ϑ parameters {@code [P]}; f(θ) and z outputs, c their gradient, {@code [B·K]}; L the mean loss of
 * the B examples; η the learning rate, which is a step in the space of outputs: 1/η stands for how strongly the loss of
 * one example bends in its outputs, and η = ½ makes S of a linear model with squared errors the loss itself. The search
 * may end in its last α without having passed, as in the authors' code. State: none. Source: Lavington et al.,
 * "Target-based surrogates for stochastic optimization", ICML 2023, arXiv:2302.02607. Worth it where a gradient of the
 * loss is dear and a pass through the network is not; with m = 1 it is gradient descent with a search.
 */
@Strategy(
        type = "sso",
        title = "Target-based surrogate",
        description = "Takes several steps on a surrogate in the space of the outputs for each gradient of the loss.",
        paper = "arXiv:2302.02607")
public record TargetBasedSurrogate(
        @Option(value = "m, steps on the surrogate for each step of the job.", min = 1, max = 1000)
        int innerSteps,

        @Option("How η falls with the step t: constant; square_root: η/√t; exponential: ηT^(−t/T).")
        Fall fall,

        @Option(value = "T of the exponential fall, in steps; unused by the others.", min = 2, max = 1e9)
        long horizon,

        @Option(value = "α that the first search of each step starts from.", above = 0, max = 1e6)
        double initialStep,

        @Option(value = "q, the share of the promised decrease that a step must bring.", above = 0, below = 1)
        double armijo,

        @Option(value = "β, the factor of α after a try that failed.", above = 0, below = 1)
        double backtrack,

        @Option(value = "By how much α may grow in as many searches as there are batches.", min = 1, max = 100)
        double expansion)
        implements ClosureRule {
    private static final int MOST_TRIES = 100;
    private static final double LEAST_STEP = 1e-6;
    private static final double LEAST_NORM = 1e-6;

    public enum Fall {
        CONSTANT,
        SQUARE_ROOT,
        EXPONENTIAL
    }

    public TargetBasedSurrogate {
        Options.check(TargetBasedSurrogate.class, innerSteps, fall, horizon, initialStep, armijo, backtrack, expansion);
    }

    public TargetBasedSurrogate() {
        this(5, Fall.CONSTANT, 1000, 10, 0.5, 0.9, 1.8);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY;
    }

    @Override
    public Step step(Vec parameters, Loss loss, State state, StepContext context) {
        Outputs target = loss.outputsAt(parameters);
        double eta = context.rate() * factor(state.steps() + 1);
        if (eta == 0) {
            return new Step(parameters, state.next());
        }
        Surrogate surrogate = new Surrogate(target, 1 / (eta * loss.batchSize()));
        double batches = Math.ceil((double) context.examples() / loss.batchSize());
        double growth = Math.pow(expansion, 1 / Math.max(1, batches));
        double alpha = initialStep;
        Vec theta = parameters;
        for (int i = 0; i < innerSteps; i++) {
            PullBack pulled = loss.pullBack(theta, surrogate::slope);
            double here = surrogate.value(pulled.outputs()).value();
            double squared = pulled.gradient().square().sum().value();
            alpha = searched(growth * alpha, theta, pulled.gradient(), here, squared, surrogate, loss);
            theta = theta.addScaled(-alpha, pulled.gradient());
            if (Math.sqrt(squared) <= LEAST_NORM) {
                break;
            }
        }
        return new Step(theta, state.next());
    }

    private double searched(
            double first, Vec from, Vec gradient, double here, double squared, Surrogate surrogate, Loss loss) {
        double alpha = first;
        for (int i = 0; i < MOST_TRIES && alpha >= LEAST_STEP; i++) {
            double step = alpha;
            double there = loss.scoped(from, p -> surrogate.value(loss.outputs(p.addScaled(-step, gradient))))
                    .value();
            if (there <= here - armijo * alpha * squared) {
                break;
            }
            alpha *= backtrack;
        }
        return alpha;
    }

    private double factor(long t) {
        return switch (fall) {
            case CONSTANT -> 1;
            case SQUARE_ROOT -> 1 / Math.sqrt(t);
            case EXPONENTIAL -> Math.pow(horizon, -(double) t / horizon);
        };
    }

    /**
     * S as a function of the outputs.
     *
     * @param target z and c
     * @param stiffness 1/(ηB)
     */
    private record Surrogate(Outputs target, double stiffness) {
        Vec value(Vec outputs) {
            Vec moved = outputs.sub(target.outputs());
            return moved.dot(target.gradient()).addScaled(stiffness / 2, moved.dot(moved));
        }

        Vec slope(Vec outputs) {
            return outputs.sub(target.outputs()).mul(stiffness).add(target.gradient());
        }
    }

    @Override
    public Optional<String> objectionTo(WeightDecay decay) {
        return decay instanceof Coupled
                ? Optional.of("descends on a surrogate of the loss of the outputs, which a penalty of the parameters "
                        + "is no part of")
                : Optional.empty();
    }

    @Override
    public double defaultLearningRate() {
        return 0.5;
    }

    @Override
    public int stateVectors() {
        return 0;
    }
}
