package dev.descent.training.tensor;

/**
 * How much the gradients of the examples of a batch differ.
 *
 * <p>Symbols: gᵢ the gradient of the loss of example i, ḡ their mean, both {@code [P]}.
 *
 * @param mean ḡ, {@code [P]}
 * @param sumOfSquares Σᵢ gᵢ², element by element, {@code [P]}
 * @param innerProducts ⟨gᵢ, ḡ⟩ of each segment, {@code [B·S]}, row after row
 * @param squaredNorms ‖gᵢ‖², {@code [B]}
 * @param segments the S parts of g that inner products are taken of
 */
public record GradientStatistics(Vec mean, Vec sumOfSquares, Vec innerProducts, Vec squaredNorms, Segments segments) {
    /** B. */
    public long examples() {
        return squaredNorms.size();
    }

    /** The unbiased variance of each coordinate over the examples, {@code [P]}; zero for a single example. */
    public Vec variance() {
        long n = examples();
        return sumOfSquares
                .addScaled(-n, mean.square())
                .mul(1.0 / Math.max(1, n - 1))
                .clamp(0, Double.POSITIVE_INFINITY);
    }
}
