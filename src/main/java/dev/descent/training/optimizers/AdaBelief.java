package dev.descent.training.optimizers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * AdaBelief: Adam that divides by how far gradients are from their mean, not by how large they are.
 *
 * <pre>
 *   m ← β₁m + (1 − β₁)g
 *   s ← β₂s + (1 − β₂)(g − m)² + ε
 *   θ ← θ − η/(1 − β₁ᵗ) · m / (√s/√(1 − β₂ᵗ) + ε)                    not rectified
 *   w ← max(w, s) in the place of s                                  AMSGrad
 *
 *   ρ∞ = 2/(1 − β₂) − 1,  ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ)
 *   r = √((1 − β₂ᵗ)(ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ))
 *   θ ← θ − ηr/(1 − β₁ᵗ) · m / (√s + ε)                              rectified, ρ ≥ 5
 *   θ ← θ − η/(1 − β₁ᵗ) · m                                          rectified, ρ &lt; 5
 * </pre>
 *
 * <p>Symbols: θ parameters, g gradient, m its mean, s its spread around the mean, w the greatest s so far, all
 * {@code [P]}, products element by element; η the learning rate; t the step counted from 1; β₁ is what a schedule that
 * moves the momentum moves. State: 2 vectors, 3 with AMSGrad. Source: Zhuang et al., "AdaBelief optimizer: adapting
 * stepsizes by the belief in observed gradients", arXiv:2010.07468, in the form of the authors' package 0.2.1. ε is
 * added to s in every step and stays there, so that Adam's 10⁻⁸ is far too large for it: the root of ε is what √s cannot
 * fall below. While ρ &lt; 5 the step is of momentum SGD at Adam's rate; with β₂ = 0.999 these are the first five steps,
 * with β₂ ≤ 2/3 all of them. The package decays weights decoupled, which is {@code weight_decay} of the job; its fixed
 * decay is {@code scaled_by_rate = false} there.
 */
@Strategy(
        type = "adabelief",
        title = "AdaBelief",
        description = "Adam that takes large steps where gradients are as expected and small ones where they are not.",
        paper = "arXiv:2010.07468")
public record AdaBelief(
        @Option(value = "Decay β₁ of the mean gradient.", min = 0, below = 1)
        double beta1,

        @Option(value = "Decay β₂ of the spread around it.", min = 0, below = 1)
        double beta2,

        @Option(value = "ε, added to the spread in every step and to the denominator.", above = 0, max = 1)
        double epsilon,

        @Option("Whether to hold back the adaptive step until the spread is known well enough, as RAdam does.")
        boolean rectify,

        @Option("Whether to divide by the greatest spread so far; only where steps are not rectified.")
        boolean amsgrad)
        implements Optimizer {
    private static final double LEAST_KNOWN = 5;

    public AdaBelief {
        Options.check(AdaBelief.class, beta1, beta2, epsilon, rectify, amsgrad);
        if (rectify && amsgrad) {
            throw new InvalidOptions(
                    "/amsgrad", "conflict", "has no effect on rectified steps; choose one of amsgrad and rectify");
        }
    }

    public AdaBelief() {
        this(0.9, 0.999, 1e-16, true, false);
    }

    @Override
    public State init(Vec parameters) {
        State moments = State.EMPTY.with("m", parameters.zeros()).with("s", parameters.zeros());
        return amsgrad ? moments.with("w", parameters.zeros()) : moments;
    }

    @Override
    public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
        State next = state.next();
        double decay1 = context.momentum().orElse(beta1);
        double rate = context.rate() / (1 - Math.pow(decay1, next.steps()));
        double correction2 = 1 - Math.pow(beta2, next.steps());
        Vec m = state.get("m").lerp(gradient, 1 - decay1);
        Vec s = state.get("s").lerp(gradient.sub(m).square(), 1 - beta2).add(epsilon);
        next = next.with("m", m).with("s", s);
        if (rectify) {
            double known = known(next.steps());
            Vec moved = known < LEAST_KNOWN
                    ? parameters.addScaled(-rate, m)
                    : parameters.addScaled(
                            -rate * rectification(known, correction2),
                            m.div(s.sqrt().add(epsilon)));
            return new Step(moved, next);
        }
        Vec w = s;
        if (amsgrad) {
            w = state.get("w").max(s);
            next = next.with("w", w);
        }
        Vec denominator = w.sqrt().mul(1 / Math.sqrt(correction2)).add(epsilon);
        return new Step(parameters.addScaled(-rate, m.div(denominator)), next);
    }

    /** ρ, of how many gradients the spread is the mean, in effect. */
    private double known(long t) {
        double power = Math.pow(beta2, t);
        return knownAtLast() - 2 * t * power / (1 - power);
    }

    private double knownAtLast() {
        return 2 / (1 - beta2) - 1;
    }

    private double rectification(double known, double correction2) {
        double last = knownAtLast();
        return Math.sqrt(correction2 * (known - 4) / (last - 4) * (known - 2) / known * last / (last - 2));
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
    public boolean takesMomentum() {
        return true;
    }
}
