package dev.descent.training.transforms;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;

/**
 * Shrinks the gradient of each tensor to a norm of at most c: gₗ ← gₗ · min(1, c/(‖gₗ‖₂ + ε)).
 *
 * <p>Symbols: gₗ the gradient of tensor l, such as the weights or the biases of a layer; ε = 10⁻⁶. It changes the
 * gradient's direction, but one layer with a large gradient leaves the others as they are: {@link ClipByNorm} does the
 * opposite in both respects.
 */
@Strategy(
        type = "clip_by_tensor_norm",
        title = "Clip by the norm of each tensor",
        description = "Shrinks the gradient of each tensor on its own so that its norm is at most a bound.")
public record ClipByTensorNorm(
        @Option(value = "c, the greatest norm of the gradient of one tensor.", above = 0)
        double maxNorm) implements GradientTransform {
    private static final double EPSILON = 1e-6;

    public ClipByTensorNorm {
        Options.check(ClipByTensorNorm.class, maxNorm);
    }

    public ClipByTensorNorm() {
        this(1);
    }

    @Override
    public Transformed apply(Vec gradient, State state, StepContext context) {
        Segments tensors = Segments.tensors(context.layout());
        Vec norms = gradient.square().sums(tensors).sqrt();
        Vec ones = norms.zeros().add(1);
        Vec factors = ones.mul(maxNorm).div(norms.add(EPSILON)).min(ones);
        return new Transformed(gradient.mul(factors.spread(tensors)), state);
    }
}
