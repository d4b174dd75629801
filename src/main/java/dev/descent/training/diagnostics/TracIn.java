package dev.descent.training.diagnostics;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.Network;
import dev.descent.training.Sweep;
import dev.descent.training.tensor.Examples;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * TracIn self-influence: how much the steps on each example lowered its own loss.
 *
 * <pre>
 *   TracIn(x, x) = Σ_k η_k ‖∂l(x, θ_k)/∂θ‖²
 * </pre>
 *
 * <p>Symbols: θ_k the parameters at point k of the run, η_k the learning rate there, l the loss of the example alone. The
 * network is in evaluation mode. Large where an example can only be learned from itself: outliers and wrong labels. Derived
 * for gradient descent; with an optimizer that scales coordinates, such as Adam, it ranks examples, but is no change of loss.
 * Costs one pass and one way back over the training data for each point. Memory: 1 float for each example. Source: Pruthi et
 * al., "Estimating training data influence by tracing gradient descent", arXiv:2002.08484. Not for networks that mix examples.
 */
@Strategy(
        type = "tracin",
        title = "TracIn self-influence",
        description = "How much the steps on each example lowered its own loss, summed over some points of the run.",
        paper = "arXiv:2002.08484")
public record TracIn(
        @Option(
                value = "After which parts of the run all training examples are looked at, rising.",
                min = 0,
                max = 1,
                minSize = 1,
                maxSize = 100)
        List<Double> points)
        implements ExampleScore {
    private static final String NAME = "tracin";

    public TracIn {
        Options.check(TracIn.class, points);
        points = Points.rising(points);
    }

    public TracIn() {
        this(List.of(0.1, 0.3, 0.5, 0.7, 0.9));
    }

    @Override
    public List<String> columns() {
        return List.of(NAME);
    }

    @Override
    public Optional<String> objectionTo(Network network) {
        return Needs.gradientsOfExamples(network);
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        float[] sums = RunningMeans.kept(from, NAME, new float[examples.size()]);
        return new Scoring() {
            @Override
            public void sweep(Sweep sweep, boolean isLast) {
                float[] norms = sweep.gradientNorms().all();
                for (int row = 0; row < norms.length; row++) {
                    sums[row] += (float) (sweep.rate() * norms[row] * norms[row]);
                }
            }

            @Override
            public Map<String, float[]> state() {
                return Map.of(NAME, sums);
            }

            @Override
            public Map<String, float[]> columns() {
                return Map.of(NAME, sums);
            }
        };
    }
}
