package dev.descent.training;

import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Judges a network on examples that it is not trained on. */
final class Validator {
    static final String PREFIX = "validation_";

    /** Many enough to use the processor well, few enough that a cancelled job does not wait. */
    private static final int BATCH = 256;

    private final Network network;
    private final Objective objective;
    private final Workspace workspace;
    private final Examples examples;
    private final Workspace.Loaded loaded;

    Validator(Network network, Objective objective, Examples examples, Workspace workspace) {
        this.network = network;
        this.objective = objective;
        this.workspace = workspace;
        this.examples = examples;
        loaded = workspace.load(examples);
    }

    /**
     * The metrics at this position; empty when {@code stop} said so on the way.
     *
     * @param kept all vectors that must outlive the evaluation, whose own are freed batch by batch
     */
    Optional<Map<String, Double>> metrics(Position position, Collection<Vec> kept, BooleanSupplier stop) {
        Objective.Evaluation evaluation = objective.evaluation(examples.signature(), examples.targetScale());
        for (int from = 0; from < examples.size(); from += BATCH) {
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            int[] rows = new int[Math.min(BATCH, examples.size() - from)];
            float[] targets = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = from + i;
                targets[i] = examples.target(from + i);
            }
            Batch batch = loaded.batch(rows);
            Network.Forward forward = network.forward(position.parameters(), position.buffers(), batch, null);
            float[] losses =
                    objective.losses(forward.outputs(), batch.targets()).toArray();
            evaluation.add(forward.outputs().toArray(), targets, losses);
            workspace.keepOnly(kept);
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        evaluation.metrics().forEach((name, value) -> metrics.put(PREFIX + name, value));
        return Optional.of(metrics);
    }
}
