package dev.descent.training.transforms;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits the largest coordinates of the gradient.
 *
 * <pre>
 *   τ  a given threshold, or the k-th largest |gᵢ| with k = max(1, ⌊qn⌋)
 *   gᵢ ← sign(gᵢ) · min(|gᵢ|, τ)
 * </pre>
 *
 * <p>Symbols: g gradient {@code [P]}; q the fraction of coordinates that τ is taken from; n the number of coordinates of
 * the whole gradient or of one tensor. At most k − 1 coordinates change. State: none. Source: Pan and Li, "Toward
 * understanding why Adam converges faster than SGD for transformers", arXiv:2306.00204, who clip a fraction of the
 * coordinates; that τ is an order statistic of the gradient, and of which part of it, is our reading. It changes the
 * gradient's direction.
 */
@Strategy(
        type = "clip_coordinates",
        title = "Coordinate-wise clipping",
        description =
                "Limits the largest coordinates of the gradient to a threshold, or to the size of the largest but few.",
        paper = "arXiv:2306.00204",
        experimental =
                "The paper's fractions, and whether it clips over all parameters or tensor by tensor, are not known.")
public record ClipCoordinates(
        @Option(value = "τ, the greatest absolute value. Null: it follows from fraction.", above = 0) @Nullable
        Double threshold,

        @Option(
                value =
                        "q: τ is the smallest absolute value in this part of the coordinates, those with the largest ones. "
                                + "Null when threshold is given; when neither is, 0.1.",
                above = 0,
                max = 1)
        @Nullable
        Double fraction,

        @Option("Whether fraction is of the coordinates of the whole gradient, or of each tensor.")
        Scope scope)
        implements GradientTransform {
    private static final double DEFAULT_FRACTION = 0.1;

    /** What a fraction is taken of. */
    public enum Scope {
        GLOBAL,
        TENSOR
    }

    public ClipCoordinates {
        Options.check(ClipCoordinates.class, threshold, fraction, scope);
        if (threshold != null && fraction != null) {
            throw new InvalidOptions("/fraction", "conflict", "give threshold or fraction, not both");
        }
    }

    public ClipCoordinates() {
        this(null, null, Scope.GLOBAL);
    }

    @Override
    public Transformed apply(Vec gradient, State state, StepContext context) {
        if (threshold != null) {
            return new Transformed(gradient.clamp(-threshold, threshold), state);
        }
        Vec magnitudes = gradient.abs();
        Vec limit = scope == Scope.GLOBAL
                ? magnitudes.kthLargest(rank(gradient.size()))
                : limits(magnitudes, context.layout()).spread(Segments.tensors(context.layout()));
        return new Transformed(gradient.min(limit).max(limit.neg()), state);
    }

    private Vec limits(Vec magnitudes, Layout layout) {
        List<Vec> limits = layout.entries().stream()
                .map(entry -> magnitudes
                        .slice(entry.offset(), entry.offset() + entry.size())
                        .kthLargest(rank(entry.size())))
                .toList();
        return limits.get(0).concat(limits.subList(1, limits.size()));
    }

    private long rank(long coordinates) {
        double part = fraction == null ? DEFAULT_FRACTION : fraction;
        return Math.max(1, (long) (part * coordinates));
    }
}
