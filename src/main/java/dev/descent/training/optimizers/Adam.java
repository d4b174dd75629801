package dev.descent.training.optimizers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.AdamMoments;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.Map;
import java.util.Optional;

/**
 * Adam: steps by the mean of the gradient over the root of its mean square.
 *
 * <pre>
 *   m ← β₁m + (1 − β₁)g
 *   v ← β₂v + (1 − β₂)g²
 *   w ← max(w, v)                                        AMSGrad; else w = v
 *   θ ← θ − η/(1 − β₁ᵗ) · m / (√w/√(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, m and v moments, w the greatest v so far, all {@code [P]}, products element by
 * element; η the learning rate; t the step counted from 1. State: 2 vectors, 3 with AMSGrad. ε stands outside the
 * corrected root, and the maximum is over v before its correction, both as in PyTorch; a schedule that moves the
 * momentum moves β₁, which then stands in the correction as it is in this step. Source: Kingma and Ba, "Adam: a method
 * for stochastic optimization", arXiv:1412.6980; AMSGrad: Reddi et al., "On the convergence of Adam and beyond",
 * arXiv:1904.09237, who correct no bias. With an L2 penalty ({@code coupled} weight decay) large gradients shrink the
 * penalty too; use {@link AdamW} for regularization.
 */
@Strategy(
        type = "adam",
        title = "Adam",
        description = "Adaptive steps from the first two moments of the gradient. A good first choice.",
        paper = "arXiv:1412.6980")
public record Adam(
        @Option(value = "Decay β₁ of the mean gradient.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the mean squared gradient.", min = 0, below = 1)
        double beta2,

        @Option(value = "ε, added to the denominator.", above = 0, max = 1)
        double epsilon,

        @Option(
                "Whether to divide by the greatest mean squared gradient so far (AMSGrad), so that steps never grow back.")
        boolean amsgrad)
        implements Optimizer {
    public Adam {
        Options.check(Adam.class, beta1, beta2, epsilon, amsgrad);
    }

    public Adam() {
        this(0.9, 0.999, 1e-8, false);
    }

    @Override
    public State init(Vec parameters) {
        State moments = State.EMPTY.with("m", parameters.zeros()).with("v", parameters.zeros());
        return amsgrad ? moments.with("w", parameters.zeros()) : moments;
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        State next = state.next();
        double decay1 = context.momentum().orElse(beta1);
        double correction1 = 1 - Math.pow(decay1, next.steps());
        double root2 = Math.sqrt(1 - Math.pow(beta2, next.steps()));
        Vec m = state.get("m").lerp(gradient, 1 - decay1);
        Vec v = state.get("v").lerp(gradient.square(), 1 - beta2);
        next = next.with("m", m).with("v", v);
        Vec w = v;
        if (amsgrad) {
            w = state.get("w").max(v);
            next = next.with("w", w);
        }
        // Both sides of the fraction are multiplied by the root of the second correction: a vector operation less.
        Vec direction = m.div(w.sqrt().add(epsilon * root2));
        return new Step(parameters.addScaled(-context.rate() * root2 / correction1, direction), next);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public int stateVectors() {
        return amsgrad ? 3 : 2;
    }

    @Override
    public Optional<AdamMoments> moments() {
        return Optional.of(new AdamMoments(beta1, beta2, epsilon));
    }

    @Override
    public boolean takesMomentum() {
        return true;
    }

    @Override
    public Map<String, Range> quantizable() {
        return Map.of("m", Range.SIGNED, "v", Range.NON_NEGATIVE);
    }
}
