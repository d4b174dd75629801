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
 * GraNd: how long the gradient of the loss of each example is, early in training.
 *
 * <pre>
 *   GraNd = mean over the points of ‖∂l/∂θ‖
 * </pre>
 *
 * <p>Symbols: l the loss of the example alone; θ all parameters, or those of the last layer. The network is in evaluation
 * mode. The source takes the mean over ten networks; here it goes over points of one run. No gradient is built: norms come
 * from inputs and output gradients of the layers, so that both scopes cost the same, one pass and one way back over the
 * training data for each point. Memory: 2 floats for each example. Source: Paul et al., "Deep learning on a data diet",
 * arXiv:2107.07075. Not for networks that mix examples.
 */
@Strategy(
        type = "grand",
        title = "GraNd",
        description = "How long the gradient of the loss of each example is, at some points early in training.",
        paper = "arXiv:2107.07075")
public record Grand(
        @Option("full: the gradient of all parameters; last_layer: of those of the last layer.")
        Scope scope,

        @Option(
                value = "After which parts of the run all training examples are looked at, rising.",
                min = 0,
                max = 1,
                minSize = 1,
                maxSize = 100)
        List<Double> points)
        implements ExampleScore {
    public enum Scope {
        FULL,
        LAST_LAYER
    }

    private static final String NAME = "grand";

    public Grand {
        Options.check(Grand.class, scope, points);
        points = Points.rising(points);
    }

    public Grand() {
        this(Scope.FULL, List.of(0.1, 0.2, 0.3, 0.4, 0.5));
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
        RunningMeans means = new RunningMeans(examples.size(), from);
        return new Scoring() {
            @Override
            public void sweep(Sweep sweep, boolean isLast) {
                Sweep.Norms norms = sweep.gradientNorms();
                float[] ofScope = scope == Scope.FULL ? norms.all() : norms.lastLayer();
                for (int row = 0; row < ofScope.length; row++) {
                    means.add(row, ofScope[row]);
                }
            }

            @Override
            public Map<String, float[]> state() {
                return means.state();
            }

            @Override
            public Map<String, float[]> columns() {
                return Map.of(NAME, means.means());
            }
        };
    }
}
