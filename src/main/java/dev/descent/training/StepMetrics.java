package dev.descent.training;

import dev.descent.training.tensor.Vec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is told of a step beside its loss and its rate. */
final class StepMetrics {
    private StepMetrics() {}

    static Map<String, Double> of(Descent.Taken taken, List<Diagnostic> diagnostics) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        taken.pass().flatMap(BatchLoss.Pass::weights).ifPresent(weights -> putWeights(weights, metrics));
        taken.statistics().ifPresent(statistics -> {
            for (Diagnostic diagnostic : diagnostics) {
                if (diagnostic instanceof GradientDiagnostic ofGradients) {
                    metrics.putAll(ofGradients.metrics(statistics));
                }
            }
        });
        return metrics;
    }

    /** The effective sample size is (Σw)²/Σw²: B where all count the same, 1 where a single example does. */
    private static void putWeights(Vec weights, Map<String, Double> metrics) {
        double sum = 0;
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        for (float weight : weights.toArray()) {
            sum += weight;
            squares += (double) weight * weight;
            least = Math.min(least, weight);
            greatest = Math.max(greatest, weight);
        }
        metrics.put("effective_sample_size", squares == 0 ? 0 : sum * sum / squares);
        metrics.put("weight_min", least);
        metrics.put("weight_max", greatest);
    }
}
