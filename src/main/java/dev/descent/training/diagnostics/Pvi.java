package dev.descent.training.diagnostics;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pointwise V-information: how many bits the features of each example tell of its class, to a network like this.
 *
 * <pre>
 *   PVI(x, y) = −log₂ g₀(y) + log₂ g(y | x)
 * </pre>
 *
 * <p>Symbols: g the network, trained by the same spec on the examples of the other folds; g₀ the best prediction without
 * features, the frequencies of the classes among them. Negative where the features speak against the class: wrong labels,
 * and examples that are hard. The mean is the V-information that the features have of the class. NaN where the other folds
 * have no example of the class, and where a time limit ended the job before.
 *
 * <p>Costs k trainings after the model's own, on (k − 1)/k of the examples each, without diagnostics; a score that asks for
 * the same number of folds shares them. A pause keeps complete folds. Memory: 1 float for each example. Source: Ethayarajh et
 * al., "Understanding dataset difficulty with V-usable information", arXiv:2110.08420, which takes held-out data in place of
 * folds.
 */
@Strategy(
        type = "pvi",
        title = "Pointwise V-information",
        description =
                "How many bits the features of each example tell of its class, by networks not trained on it. Costs "
                        + "as many further trainings as there are folds.",
        paper = "arXiv:2110.08420")
public record Pvi(
        @Option(
                value = "k: parts of the training data, each judged by a network trained on the others.",
                min = 2,
                max = 20)
        int folds)
        implements ExampleScore {
    private static final String NAME = "pvi";
    private static final double BIT = Math.log(2);

    public Pvi {
        Options.check(Pvi.class, folds);
    }

    public Pvi() {
        this(3);
    }

    @Override
    public List<String> columns() {
        return List.of(NAME);
    }

    @Override
    public List<String> lowerIsHarder() {
        return List.of(NAME);
    }

    @Override
    public Optional<String> objectionTo(Signature signature) {
        return Needs.classes(signature);
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        float[] bits = RunningMeans.unknown(examples.size(), NAME, from);
        return new Scoring() {
            @Override
            public void judged(Fold fold) {
                if (fold.frequencies().length == 0) {
                    return;
                }
                for (int i = 0; i < fold.rows().length; i++) {
                    int row = fold.rows()[i];
                    double without = fold.frequencies()[(int) examples.target(row)];
                    double with = fold.judgements().get(i).logProbability();
                    bits[row] = without == 0 ? Float.NaN : (float) ((with - Math.log(without)) / BIT);
                }
            }

            @Override
            public Map<String, float[]> state() {
                return Map.of(NAME, bits);
            }

            @Override
            public Map<String, float[]> columns() {
                return Map.of(NAME, bits);
            }
        };
    }
}
