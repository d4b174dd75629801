package dev.descent.training.selection;

import dev.descent.training.Groups;
import dev.descent.training.Sweep;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How well the features of training examples point the way of the gradients of a target set, at one point of a run.
 *
 * <pre>
 *   aᵢⱼ = ⟨fᵢ/‖fᵢ‖, mean over the examples x of subtask j of g(x)/‖g(x)‖⟩
 * </pre>
 *
 * <p>Symbols: fᵢ the feature of training example i, g(x) the gradient of an example of the target set, both projected
 * where that is asked for. What is zero counts as pointing nowhere; a subtask has at least one example.
 */
public final class TargetAlignment {
    private final Sweep sweep;
    private final GradientFeature.Maker feature;
    private final BiFunction<Vec, Integer, Vec> projection;
    private final Vec directions;
    private final int tasks;
    private final int width;

    /**
     * @param target of {@link Sweep#gradientsOf}
     * @param subtasks of the examples of the target
     * @param dimensions of the projection; null for none
     */
    public TargetAlignment(
            Sweep sweep, String target, Groups subtasks, GradientFeature feature, @Nullable Integer dimensions) {
        this.sweep = sweep;
        this.feature = feature.with(sweep.moments());
        int size = sweep.weights().parameters().length;
        width = dimensions == null ? size : dimensions;
        tasks = subtasks.count();
        projection =
                dimensions == null ? (vectors, n) -> vectors : new RandomProjection(size, dimensions, sweep::vec)::of;
        // [P, S], so that one product compares a batch with all subtasks.
        directions = sweep.vec(directions(target, subtasks)).transpose(tasks);
    }

    /** {@code [S·P]}, subtask after subtask. */
    private float[] directions(String target, Groups subtasks) {
        double[] sums = new double[Math.multiplyExact(tasks, width)];
        int[] sizes = subtasks.sizes();
        sweep.gradientsOf(target, (rows, gradients) -> {
            Vec vectors = projection.apply(gradients, rows.length);
            float[] norms = norms(vectors, rows.length);
            float[] weights = new float[tasks * rows.length];
            for (int i = 0; i < rows.length; i++) {
                int task = subtasks.of()[rows[i]];
                weights[task * rows.length + i] = inverse(norms[i]) / sizes[task];
            }
            float[] parts = sweep.vec(weights).matMul(vectors, rows.length).toArray();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += parts[i];
            }
        });
        float[] directions = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            directions[i] = (float) sums[i];
        }
        return directions;
    }

    /** {@code [N·S]} of so many training examples, example after example. */
    public float[] of(int examples) {
        float[] found = new float[Math.multiplyExact(examples, tasks)];
        sweep.gradients((rows, gradients) -> {
            Vec vectors = projection.apply(feature.of(gradients, rows.length), rows.length);
            float[] norms = norms(vectors, rows.length);
            float[] products = vectors.matMul(directions, width).toArray();
            for (int i = 0; i < rows.length; i++) {
                for (int task = 0; task < tasks; task++) {
                    found[rows[i] * tasks + task] = products[i * tasks + task] * inverse(norms[i]);
                }
            }
        });
        return found;
    }

    private float[] norms(Vec vectors, int n) {
        return vectors.norms(new Segments(List.of(new Segments.Run(n, width)))).toArray();
    }

    private static float inverse(float norm) {
        return norm > 0 && norm < Float.POSITIVE_INFINITY ? 1 / norm : 0;
    }
}
