package dev.descent.training;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a training run ended. */
public sealed interface Outcome {
    /**
     * There is a model.
     *
     * @param parameters θ, or the best θ where early stopping restores it
     * @param metrics the last values measured for these parameters
     * @param scores of the training examples, {@code [N]} each, by name; NaN where nothing is known. If there are any,
     *     {@code predicted} is among them: what the network predicts for each with these parameters, the number of a class,
     *     or a number as the network sees targets
     * @param reason why training ended before its last step, or null if it did not
     */
    record Trained(
            float[] parameters,
            float[] buffers,
            long steps,
            Map<String, Double> metrics,
            Map<String, float[]> scores,
            @Nullable String reason)
            implements Outcome {}

    /** It can go on from this snapshot as if nothing had been. */
    record Paused(Snapshot snapshot) implements Outcome {}

    record Cancelled(long steps) implements Outcome {}
}
