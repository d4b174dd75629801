package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.tensor.Vec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adan: Adam with Nesterov's look ahead, which is estimated from the difference of two gradients.
 *
 * <pre>
 *   g ← g · min(1, c/(‖g‖₂ + ε))                    if there is a c
 *   d = g − g′                                      0 at first
 *   m ← β₁m + (1 − β₁)g
 *   k ← β₂k + (1 − β₂)d
 *   n ← β₃n + (1 − β₃)(g + β₂d)²
 *   u = (m/(1 − β₁ᵗ) + β₂k/(1 − β₂ᵗ)) / (√n/√(1 − β₃ᵗ) + ε)
 *   θ ← (θ − ηu)/(1 + ηλ)                           proximal
 *   θ ← (1 − ηλ)θ − ηu                              not proximal
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, g′ that of the step before, clipped, m, k and n moments, all {@code [P]},
 * products element by element; ‖g‖₂ over all parameters; η the learning rate; λ decoupled weight decay, which is part of
 * the rule; t the step counted from 1, or from the last restart, at which all that is remembered is forgotten, g′ too.
 * State: 4 vectors. Source: Xie et al., "Adan: adaptive Nesterov momentum algorithm for faster optimizing deep models",
 * arXiv:2208.06677, in the form of the authors' code. <b>The paper's β are one minus these</b>: its 0.02, 0.08, 0.01
 * are 0.98, 0.92, 0.99 here. The paper starts from m = g and n = g² without bias correction. One memory more than Adam
 * for each of its two differences: not where memory is short.
 */
@Strategy(
        type = "adan",
        title = "Adan",
        description =
                "Adam with a Nesterov look ahead estimated from the differences of gradients; four vectors of memory.",
        paper = "arXiv:2208.06677")
public record Adan(
        @Option(value = "Decay β₁ of the mean gradient; one minus the paper's.", min = 0, below = 1)
        double beta1,

        @Option(
                value =
                        "Decay β₂ of the mean difference of gradients, and how far to look ahead; one minus the paper's.",
                min = 0,
                below = 1)
        double beta2,

        @Option(value = "Decay β₃ of the mean square; one minus the paper's.", min = 0, below = 1)
        double beta3,

        @Option(value = "ε, added to the denominator.", above = 0, max = 1)
        double epsilon,

        @Option("Whether weight decay divides the parameters after the step instead of shrinking them before it.")
        boolean proximal,

        @Option(value = "c, the greatest norm of a gradient over all parameters. Null: any.", above = 0) @Nullable
        Double maxGradientNorm,

        @Option(value = "Steps after which all that is remembered is forgotten. Null: never.", min = 1, max = 1e9)
        @Nullable
        Long restartEvery)
        implements Optimizer {
    public Adan {
        Options.check(Adan.class, beta1, beta2, beta3, epsilon, proximal, maxGradientNorm, restartEvery);
    }

    public Adan() {
        this(0.98, 0.92, 0.99, 1e-8, true, null, null);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY
                .with("m", parameters.zeros())
                .with("k", parameters.zeros())
                .with("n", parameters.zeros())
                .with("g", parameters.zeros());
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        long before = restartEvery == null ? state.steps() : state.steps() % restartEvery;
        Vec g = clipped(gradient);
        State from = before == 0 ? init(parameters).with("g", g) : state;
        Vec difference = g.sub(from.get("g"));
        Vec m = from.get("m").lerp(g, 1 - beta1);
        Vec k = from.get("k").lerp(difference, 1 - beta2);
        Vec n = from.get("n").lerp(g.addScaled(beta2, difference).square(), 1 - beta3);
        Vec ahead = m.mul(1 / correction(beta1, before)).addScaled(beta2 / correction(beta2, before), k);
        Vec direction =
                ahead.div(n.sqrt().mul(1 / Math.sqrt(correction(beta3, before))).add(epsilon));
        double shrinkage = context.rate() * context.decay();
        Vec moved = (proximal ? parameters : parameters.mul(1 - shrinkage)).addScaled(-context.rate(), direction);
        return new Step(
                proximal ? moved.mul(1 / (1 + shrinkage)) : moved,
                state.next().with("m", m).with("k", k).with("n", n).with("g", g));
    }

    private static double correction(double beta, long before) {
        return 1 - Math.pow(beta, before + 1);
    }

    private Vec clipped(Vec gradient) {
        if (maxGradientNorm == null) {
            return gradient;
        }
        Vec norm = gradient.norm();
        Vec one = norm.zeros().add(1);
        return gradient.mul(one.mul(maxGradientNorm).div(norm.add(epsilon)).min(one));
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public boolean decaysItself() {
        return true;
    }

    @Override
    public Optional<String> objectionTo(WeightDecay decay) {
        return decay instanceof Decoupled decoupled && !decoupled.scaledByRate()
                ? Optional.of(
                        "multiplies a decoupled weight decay by the learning rate itself; leave scaled_by_rate true")
                : Optional.empty();
    }

    @Override
    public int stateVectors() {
        return 4;
    }
}
