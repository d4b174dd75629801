package dev.descent.training.diagnostics;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.Sweep;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Variance of gradients: how much the features that speak for the class of each example change during training.
 *
 * <pre>
 *   S_k = ∂z_y/∂x at θ_k      VoG = mean over features of √(1/K Σ_k (S_k − mean S)²)
 * </pre>
 *
 * <p>Symbols: z_y the output before the softmax of the class y, of a target that is a number the only output; x the real
 * features of the example, {@code [D]}; θ_k the parameters at point k of K. The network is in evaluation mode, so that it may
 * also normalize by batches. With {@code by_class} the class's mean is subtracted and the rest divided by its standard
 * deviation, which makes classes comparable.
 *
 * <p>Memory: 1 float for each example and K vectors of parameters, which are looked through at the last point: K passes and
 * ways back over the training data. Source: Agarwal et al., "Estimating example difficulty using variance of gradients",
 * arXiv:2008.11600. It finds what is hard to learn, and has little to say of wrong labels that are learned like others.
 */
@Strategy(
        type = "vog",
        title = "Variance of gradients",
        description = "How much the features that speak for the class of each example change during training.",
        paper = "arXiv:2008.11600")
public record Vog(
        @Option(
                value = "After which parts of the run the parameters are kept that are compared, rising.",
                min = 0,
                max = 1,
                minSize = 2,
                maxSize = 100)
        List<Double> points,

        @Option("Whether scores are standardized within each class.")
        boolean byClass)
        implements ExampleScore {
    private static final String NAME = "vog";
    private static final String PARAMETERS = "parameters.";
    private static final String BUFFERS = "buffers.";

    public Vog {
        Options.check(Vog.class, points, byClass);
        points = Points.rising(points);
    }

    public Vog() {
        this(List.of(0.2, 0.4, 0.6, 0.8, 1.0), false);
    }

    @Override
    public List<String> columns() {
        return List.of(NAME);
    }

    @Override
    public Optional<String> objectionTo(Signature signature) {
        return signature.width() == 0
                ? Optional.of("takes gradients with respect to real features, but there are none")
                : Optional.empty();
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        return new Kept(examples, from);
    }

    private final class Kept implements Scoring {
        private final Examples examples;
        private final List<Sweep.Weights> kept = new ArrayList<>();
        private float[] scores;

        Kept(Examples examples, Map<String, float[]> from) {
            this.examples = examples;
            for (int k = 0; from.containsKey(PARAMETERS + k); k++) {
                kept.add(new Sweep.Weights(
                        from.getOrDefault(PARAMETERS + k, new float[0]), from.getOrDefault(BUFFERS + k, new float[0])));
            }
            scores = RunningMeans.unknown(examples.size(), NAME, from);
        }

        @Override
        public void sweep(Sweep sweep, boolean isLast) {
            Sweep.Weights now = sweep.weights();
            if (!isLast) {
                kept.add(now);
                return;
            }
            List<Sweep.Weights> all = new ArrayList<>(kept);
            all.add(now);
            float[] found = new float[examples.size()];
            sweep.inputGradients(all, (rows, gradients) -> {
                int width = gradients.get(0).length / rows.length;
                for (int i = 0; i < rows.length; i++) {
                    found[rows[i]] = variation(gradients, i * width, width);
                }
            });
            scores = byClass ? Standardized.within(found, examples) : found;
            kept.clear();
        }

        @Override
        public Map<String, float[]> state() {
            Map<String, float[]> state = new LinkedHashMap<>();
            for (int k = 0; k < kept.size(); k++) {
                state.put(PARAMETERS + k, kept.get(k).parameters());
                state.put(BUFFERS + k, kept.get(k).buffers());
            }
            state.put(NAME, scores);
            return state;
        }

        @Override
        public Map<String, float[]> columns() {
            return Map.of(NAME, scores);
        }
    }

    private static float variation(List<float[]> gradients, int offset, int width) {
        double sum = 0;
        for (int d = offset; d < offset + width; d++) {
            double mean = 0;
            for (float[] gradient : gradients) {
                mean += gradient[d] / (double) gradients.size();
            }
            double squares = 0;
            for (float[] gradient : gradients) {
                squares += (gradient[d] - mean) * (gradient[d] - mean);
            }
            sum += Math.sqrt(squares / gradients.size());
        }
        return (float) (sum / width);
    }
}
