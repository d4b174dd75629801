package dev.descent.training.transforms;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * Adds Gaussian noise to the gradient that fades as training goes on.
 *
 * <pre>
 *   g ← g + N(0, σₜ²I)    σₜ² = η/(1 + t)^γ
 * </pre>
 *
 * <p>Symbols: g gradient {@code [P]}; t the step counted from 0; η the variance (not the standard deviation) of the first
 * step; γ how fast it fades. State: none; the noise is a function of seed and step. Source: Neelakantan et al., "Adding
 * gradient noise improves learning for very deep networks", arXiv:1511.06807, who try η of 0.01, 0.3 and 1. The noise is
 * meant to survive: where gradients are clipped too, clip first. It gives no privacy.
 */
@Strategy(
        type = "gradient_noise",
        title = "Annealed gradient noise",
        description =
                "Adds Gaussian noise to the gradient whose variance fades with the step, against poor starting points.",
        paper = "arXiv:1511.06807")
public record GradientNoise(
        @Option(value = "η, the variance of the noise at the first step.", min = 0, max = 1e6)
        double variance,

        @Option(value = "γ, the power of the step by which the variance falls.", min = 0, max = 10)
        double gamma)
        implements GradientTransform {
    private static final int STREAM = 0;

    public GradientNoise {
        Options.check(GradientNoise.class, variance, gamma);
    }

    public GradientNoise() {
        this(0.01, 0.55);
    }

    /** σₜ. */
    double deviation(long step) {
        return Math.sqrt(variance / Math.pow(1.0 + step, gamma));
    }

    @Override
    public Transformed apply(Vec gradient, State state, StepContext context) {
        Vec noise = context.noise().normal(context.step(), STREAM, gradient.size());
        return new Transformed(gradient.addScaled(deviation(context.step()), noise), state);
    }
}
