package dev.descent.training;

import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much the examples of one batch count: by the reweighting, and by how likely they were to be drawn. */
final class BatchWeights {
    private final Weighting weighting;
    private final long step;
    private final double progress;
    private final float @Nullable [] constant;
    private final Workspace workspace;

    BatchWeights(Weighting weighting, Sampler.Draw draw, long step, double progress, Workspace workspace) {
        this.weighting = weighting;
        this.step = step;
        this.progress = progress;
        this.workspace = workspace;
        constant = weighting instanceof Weighting.OfExamples ofExamples
                ? product(gathered(ofExamples.weights(progress), draw.rows()), draw.weights())
                : draw.weights().orElse(null);
    }

    private static float[] gathered(float[] weights, int[] rows) {
        float[] gathered = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            gathered[i] = weights[rows[i]];
        }
        return gathered;
    }

    private static float[] product(float[] weights, Optional<float[]> others) {
        others.ifPresent(factors -> {
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= factors[i];
            }
        });
        return weights;
    }

    /**
     * @param losses {@code [B]}
     * @return {@code [B]}, which no gradient goes through; empty where all are one
     */
    Optional<Vec> of(Vec losses) {
        if (weighting instanceof Weighting.OfLosses ofLosses) {
            return Optional.of(workspace.vec(product(
                    floats(ofLosses.weights(doubles(losses.toArray()), step, progress)),
                    Optional.ofNullable(constant))));
        }
        return Optional.ofNullable(constant).map(workspace::vec);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
