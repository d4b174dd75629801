package dev.descent.training.transforms;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * Shrinks the whole gradient to a norm of at most c: g ← g · min(1, c/(‖g‖₂ + ε)).
 *
 * <p>Symbols: g gradient {@code [P]}; ‖g‖₂ over all parameters; ε = 10⁻⁶ as in PyTorch. Source: Pascanu et al., "On the
 * difficulty of training recurrent neural networks", arXiv:1211.5063. It bounds the gradient of a batch, not of an
 * example: it gives no privacy.
 */
@Strategy(
        type = "clip_by_norm",
        title = "Clip by global norm",
        description = "Shrinks the gradient so that its norm over all parameters is at most a bound.",
        paper = "arXiv:1211.5063")
public record ClipByNorm(
        @Option(value = "c, the greatest norm.", above = 0) double maxNorm) implements GradientTransform {
    private static final double EPSILON = 1e-6;

    public ClipByNorm {
        Options.check(ClipByNorm.class, maxNorm);
    }

    public ClipByNorm() {
        this(1);
    }

    @Override
    public Transformed apply(Vec gradient, State state, StepContext context) {
        Vec norm = gradient.norm();
        Vec one = norm.zeros().add(1);
        return new Transformed(
                gradient.mul(one.mul(maxNorm).div(norm.add(EPSILON)).min(one)), state);
    }
}
