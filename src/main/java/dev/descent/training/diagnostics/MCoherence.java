package dev.descent.training.diagnostics;

import dev.descent.spec.Strategy;
import dev.descent.training.GradientDiagnostic;
import dev.descent.training.Network;
import dev.descent.training.tensor.GradientStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * m-coherence: how many examples of the batch a step on one of them helps, on average.
 *
 * <pre>
 *   m_coherence        = B ‖ḡ‖² / mean ‖gᵢ‖²
 *   gradient_coherence = (B ‖ḡ‖² − mean ‖gᵢ‖²) / ((B − 1) mean ‖gᵢ‖²)
 * </pre>
 *
 * <p>Symbols: gᵢ the gradient of the loss of example i, {@code [P]}, before clipping and other transforms; ḡ their mean; B the
 * batch size. {@code m_coherence} is 1 where gradients are orthogonal, B where they are the same, and 0 where they cancel. It
 * describes the batch, exactly; it is no estimate for all data, for B/m times the value of larger batches is not the same.
 * {@code gradient_coherence} estimates the source's α = ‖E g‖²/E ‖g‖² of all data: the mean inner product of two examples over
 * the mean square, of which numerator and denominator are unbiased, while ‖ḡ‖² alone is too large by tr Cov(g)/B. It may be
 * negative, and is left out of batches of one. Costs one way back for each example of the reported steps. Source: Chatterjee
 * and Zielinski, "Making coherence out of nothing at all", arXiv:2008.01217.
 */
@Strategy(
        type = "m_coherence",
        title = "m-coherence",
        description = "How many examples of a batch a step on one of them helps, on average; with each reported step.",
        paper = "arXiv:2008.01217")
public record MCoherence() implements GradientDiagnostic {
    private static final String M_COHERENCE = "m_coherence";
    private static final String COHERENCE = "gradient_coherence";

    @Override
    public List<String> names() {
        return List.of(M_COHERENCE, COHERENCE);
    }

    @Override
    public Optional<String> objectionTo(Network network) {
        return Needs.gradientsOfExamples(network);
    }

    @Override
    public Map<String, Double> metrics(GradientStatistics statistics) {
        double n = statistics.examples();
        double squareOfMean = statistics.mean().sumOfSquares().value();
        double meanOfSquares = statistics.squaredNorms().mean().value();
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (meanOfSquares > 0) {
            double m = n * squareOfMean / meanOfSquares;
            metrics.put(M_COHERENCE, m);
            if (n > 1) {
                metrics.put(COHERENCE, (m - 1) / (n - 1));
            }
        }
        return metrics;
    }
}
