package dev.descent.training;

import dev.descent.training.tensor.Vec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What early stopping remembers.
 *
 * @param value the best value of the watched metric; NaN before the first evaluation
 * @param stale evaluations since then
 * @param parameters θ at that evaluation, if it is to be restored
 * @param metrics all metrics of that evaluation
 */
record Best(
        double value,
        int stale,
        @Nullable Vec parameters,
        @Nullable Vec buffers,
        Map<String, Double> metrics) {
    static final Best NONE = new Best(Double.NaN, 0, null, null, Map.of());

    /** What is remembered after one more evaluation. */
    Best next(EarlyStopping rule, boolean greaterIsBetter, Position position, Map<String, Double> metrics) {
        double now = metrics.getOrDefault(Validator.PREFIX + rule.metric(), Double.NaN);
        double gain = greaterIsBetter ? now - value : value - now;
        if (!Double.isNaN(value) && !(gain > rule.minDelta())) {
            return new Best(value, stale + 1, parameters, buffers, this.metrics);
        }
        return rule.restoreBest()
                ? new Best(now, 0, position.parameters(), position.buffers(), metrics)
                : new Best(now, 0, null, null, metrics);
    }
}
