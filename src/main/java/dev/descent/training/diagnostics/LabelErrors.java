package dev.descent.training.diagnostics;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How probable it is that the label of each example is wrong, and which one it may be instead.
 *
 * <p>Each example is judged by a network that was trained, by the same spec, on the other folds. Its probabilities are made
 * sharper or softer by one temperature, and one part of the labels is taken to have been replaced by any other alike; both
 * numbers make the labels that are there as likely as can be: see {@link NoisyLabels}. {@code label_error_probability} is
 * what Bayes' rule then gives, {@code suggested} the most probable class other than the label. Sorted by the first, examples
 * are a list of what to look at. NaN where a fold was not judged, because a time limit ended the job or its training diverged.
 *
 * <p>Measured with 5 to 20 % of the labels replaced at random, with two optimizers and two seeds on each of digits, glyphs,
 * breast cancer, wine and iris: expected calibration errors of 0.003 to 0.05, and of at most 0.006 where no label is wrong.
 * They are 0.1 where the networks of the folds are bad: trained too short (iris, 10 epochs), or having learned wrong labels
 * by heart (1,500 glyphs, 20 % wrong, SGD for 30 epochs). Labels that are mistaken for similar classes, or by a rule that
 * features show, are likelier than it says. Of other methods a mixture of two distributions of the mean loss (Arazo et al.,
 * arXiv:1904.11238) costs no further training, but found 1 to 19 % wrong labels where there were none, on iris up to 59 %.
 *
 * <p>Costs k trainings after the model's own; a score with the same number of folds shares them. Memory: 16 floats for each
 * example. The source of the use of predictions for held-out examples is Northcutt et al., "Confident learning",
 * arXiv:1911.00068; temperature and rate by likelihood are our own choice.
 */
@Strategy(
        type = "label_errors",
        title = "Label errors",
        description =
                "How probable it is that the label of each example is wrong, by networks not trained on it. Costs as "
                        + "many further trainings as there are folds.",
        paper = "arXiv:1911.00068")
public record LabelErrors(
        @Option(
                value = "k: parts of the training data, each judged by a network trained on the others.",
                min = 2,
                max = 20)
        int folds)
        implements ExampleScore {
    private static final String PROBABILITY = "label_error_probability";
    private static final String SUGGESTED = "suggested";
    private static final String AT = "log_probability.";

    public LabelErrors {
        Options.check(LabelErrors.class, folds);
    }

    public LabelErrors() {
        this(3);
    }

    @Override
    public List<String> columns() {
        return List.of(PROBABILITY, SUGGESTED);
    }

    @Override
    public Optional<String> objectionTo(Signature signature) {
        return Needs.classes(signature);
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        return new Judged(examples, from);
    }

    private static final class Judged implements Scoring {
        private final Examples examples;
        private final int classes;
        private final float[][] logProbabilities;
        private final float[] suggested;

        Judged(Examples examples, Map<String, float[]> from) {
            this.examples = examples;
            classes = examples.signature().classes();
            logProbabilities = new float[NoisyLabels.TEMPERATURES.length][];
            for (int t = 0; t < logProbabilities.length; t++) {
                logProbabilities[t] = RunningMeans.unknown(examples.size(), AT + t, from);
            }
            suggested = RunningMeans.unknown(examples.size(), SUGGESTED, from);
        }

        @Override
        public void judged(Fold fold) {
            for (int i = 0; classes > 1 && i < fold.rows().length; i++) {
                int row = fold.rows()[i];
                float[] outputs = Arrays.copyOfRange(fold.outputs(), i * classes, (i + 1) * classes);
                int label = (int) examples.target(row);
                for (int t = 0; t < logProbabilities.length; t++) {
                    logProbabilities[t][row] = logProbability(outputs, label, NoisyLabels.TEMPERATURES[t]);
                }
                suggested[row] = likeliestOther(outputs, label);
            }
        }

        private static float logProbability(float[] outputs, int label, double temperature) {
            double greatest = outputs[0];
            for (float output : outputs) {
                greatest = Math.max(greatest, output);
            }
            double sum = 0;
            for (float output : outputs) {
                sum += Math.exp((output - greatest) / temperature);
            }
            return (float) ((outputs[label] - greatest) / temperature - Math.log(sum));
        }

        private static int likeliestOther(float[] outputs, int label) {
            int best = label == 0 ? 1 : 0;
            for (int k = 0; k < outputs.length; k++) {
                best = k != label && outputs[k] > outputs[best] ? k : best;
            }
            return best;
        }

        @Override
        public Map<String, float[]> state() {
            Map<String, float[]> state = new LinkedHashMap<>();
            for (int t = 0; t < logProbabilities.length; t++) {
                state.put(AT + t, logProbabilities[t]);
            }
            state.put(SUGGESTED, suggested);
            return state;
        }

        @Override
        public Map<String, float[]> columns() {
            int[] known = IntStream.range(0, suggested.length)
                    .filter(row -> !Float.isNaN(suggested[row]))
                    .toArray();
            float[] probabilities = new float[suggested.length];
            Arrays.fill(probabilities, Float.NaN);
            if (known.length > 0) {
                NoisyLabels model = NoisyLabels.fit(of(known), classes);
                for (int i = 0; i < known.length; i++) {
                    probabilities[known[i]] = (float) model.wrong(i);
                }
            }
            Map<String, float[]> columns = new LinkedHashMap<>();
            columns.put(PROBABILITY, probabilities);
            columns.put(SUGGESTED, suggested);
            return columns;
        }

        private float[][] of(int[] known) {
            float[][] some = new float[logProbabilities.length][known.length];
            for (int t = 0; t < some.length; t++) {
                for (int i = 0; i < known.length; i++) {
                    some[t][i] = logProbabilities[t][known[i]];
                }
            }
            return some;
        }
    }
}
