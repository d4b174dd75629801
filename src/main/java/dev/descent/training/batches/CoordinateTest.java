package dev.descent.training.batches;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;

/**
 * The coordinate-wise norm test, guarded: batches grow until the noise of every coordinate of the gradient is small beside
 * that coordinate.
 *
 * <pre>
 *   b ← max(b, ⌈ maxⱼ Var(gᵢⱼ) / (η² max(ḡⱼ², κ²‖ḡ‖²/P)) ⌉)
 * </pre>
 *
 * <p>Symbols: b the batch size; gᵢⱼ coordinate j of the gradient of the loss of example i, before reweighting and weight
 * decay, and ḡⱼ its mean; Var the unbiased variance over the batch; η the noise that is borne, as a part of the coordinate;
 * κ the guard: coordinates smaller than this part of the root mean square count as if they were as large. Without it
 * (κ = 0) one coordinate with a mean near zero asks for any batch size. The test for all coordinates belongs to
 * arXiv:2402.11215, whose code does not have it; the guard is ours.
 */
@Strategy(
        type = "coordinate_test",
        title = "Coordinate-wise norm test",
        description = "Batches grow until every coordinate of the gradient stands out of its noise.",
        paper = "arXiv:2402.11215",
        experimental = "The authors' code has no such test, and the guard against coordinates near zero is not theirs.")
public record CoordinateTest(
        @Option(
                value = "η, the noise of a coordinate that is borne, as a part of the coordinate.",
                above = 0,
                max = 1000)
        double eta,

        @Option(
                value = "κ, the part of the gradient's root mean square below which a coordinate counts as that large.",
                min = 0,
                max = 1000)
        double guard,

        @Unwrapped @Option("When tests are made, and how far batches may grow.")
        Growth growth)
        implements GrowingBatch {
    /** Divides what is zero too. */
    private static final double TINY = 1e-38;

    public CoordinateTest {
        Options.check(CoordinateTest.class, eta, guard, growth);
    }

    public CoordinateTest() {
        this(1, 1, new Growth());
    }

    @Override
    public int grown(int current, GradientStatistics statistics) {
        Vec squares = statistics.mean().square();
        Vec least = squares.mean().mul(guard * guard).clamp(TINY, Double.POSITIVE_INFINITY);
        Vec needed = statistics.variance().mul(1 / (eta * eta)).div(squares.max(least));
        Segments whole = new Segments(List.of(new Segments.Run(1, needed.size())));
        return growth.grown(current, needed.maxima(whole));
    }
}
