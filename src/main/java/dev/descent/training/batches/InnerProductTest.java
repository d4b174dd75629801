package dev.descent.training.batches;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inner product test, and its augmented form with the orthogonality test: batches grow until most gradients of
 * examples point where their mean points.
 *
 * <pre>
 *   b ← max(b, ⌈ Σₗ Var⟨gᵢₗ, ḡₗ⟩ / (θ² ‖ḡ‖⁴) ⌉, ⌈ Σₗ Var(gᵢₗ − ⟨gᵢₗ, ḡₗ⟩/‖ḡₗ‖² · ḡₗ) / (ν² ‖ḡ‖²) ⌉)
 * </pre>
 *
 * <p>Symbols: b the batch size; gᵢₗ the gradient of the loss of example i with respect to tensor l, before reweighting and
 * weight decay, and ḡₗ their mean; ‖ḡ‖ over all tensors; Var the unbiased variance over the batch, summed over
 * coordinates; θ and ν the noise that is borne along the gradient and across it. The sum over tensors is what the authors'
 * code does; the test as published takes the whole gradient at once, which {@code per_tensor = false} does. Source: Lau et
 * al., "AdAdaGrad: adaptive batch size schemes for adaptive gradient methods", arXiv:2402.11215; Bollapragada et al.,
 * "Adaptive sampling strategies for stochastic optimization", SIAM Journal on Optimization 28, 2018.
 */
@Strategy(
        type = "inner_product_test",
        title = "Inner product test",
        description = "Batches grow when the gradients of their examples do not agree on the direction of descent.",
        paper = "arXiv:2402.11215")
public record InnerProductTest(
        @Option(value = "θ, the noise along the gradient that is borne, as a part of its norm.", above = 0, max = 1000)
        double theta,

        @Option(
                value =
                        "ν, the noise across the gradient that is borne, as a part of its norm. Null: it is not tested.",
                above = 0,
                max = 1000)
        @Nullable
        Double nu,

        @Option("Whether variances are taken tensor by tensor and added up, or of the whole gradient.")
        boolean perTensor,

        @Unwrapped @Option("When tests are made, and how far batches may grow.")
        Growth growth)
        implements GrowingBatch {
    /** Divides what is zero too. */
    private static final double TINY = 1e-38;

    public InnerProductTest {
        Options.check(InnerProductTest.class, theta, nu, perTensor, growth);
    }

    public InnerProductTest() {
        this(0.5, null, true, new Growth());
    }

    @Override
    public int grown(int current, GradientStatistics statistics) {
        long examples = statistics.examples();
        double degrees = Math.max(1, examples - 1);
        Vec squaredMean = statistics.mean().square();
        Vec norm = squaredMean.sum();
        // Transposed: a row of B inner products for each part of the gradient.
        Vec products = perTensor
                ? statistics.innerProducts().transpose(examples)
                : statistics
                        .innerProducts()
                        .sums(new Segments(List.of(
                                new Segments.Run(examples, statistics.segments().count()))));
        Segments parts = new Segments(List.of(new Segments.Run(products.size() / examples, examples)));
        Vec deviations = products.sub(products.sums(parts).mul(1.0 / examples).spread(parts));
        Vec along = deviations.square().sum().mul(1 / (degrees * theta * theta)).div(norm.square());
        if (nu == null) {
            return growth.grown(current, along);
        }
        Vec norms = perTensor ? squaredMean.sums(statistics.segments()) : norm;
        Vec explained = products.square().sums(parts).div(norms.clamp(TINY, Double.POSITIVE_INFINITY));
        Vec across = statistics
                .squaredNorms()
                .sum()
                .sub(explained.sum())
                .mul(1 / (degrees * nu * nu))
                .div(norm);
        return growth.grown(current, along.max(across));
    }
}
