package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Evaluation;
import dev.descent.training.SpecBuilder;
import dev.descent.training.diagnostics.El2n;
import dev.descent.training.diagnostics.ExampleLoss;
import dev.descent.training.diagnostics.Forgetting;
import dev.descent.training.diagnostics.Grand;
import dev.descent.training.diagnostics.LabelErrors;
import dev.descent.training.diagnostics.Margin;
import dev.descent.training.diagnostics.Pvi;
import dev.descent.training.diagnostics.TracIn;
import dev.descent.training.diagnostics.Vog;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.samplers.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Scores of examples as detectors of wrong labels, and how far the probability of a wrong label can be relied on. */
final class WrongLabelsStandOut implements Experiment {
    private static final int EXAMPLES = 1500;
    private static final double WRONG = 0.1;
    private static final double EPOCHS = 10;
    private static final int SEEDS = 5;
    private static final int BINS = 10;
    private static final double USEFUL = 0.8;
    private static final double CALIBRATED = 0.05;

    /** 1 where a large score is to mean a wrong label, -1 where a small one is. */
    private static final Map<String, Integer> SIGNS = new LinkedHashMap<>();

    static {
        for (String score : List.of("el2n", "loss_mean", "forgetting", "tracin", "grand", "vog")) {
            SIGNS.put(score, 1);
        }
        SIGNS.put("margin", -1);
        SIGNS.put("pvi", -1);
        SIGNS.put("label_error_probability", 1);
    }

    @Override
    public int number() {
        return 35;
    }

    @Override
    public String setting() {
        return "MLP 784-64-10 on " + EXAMPLES + " glyphs, " + WRONG + " with a wrong label, Adam, batch 32, " + EPOCHS
                + " epochs, " + SEEDS + " seeds of data, labels and training; calibration error in " + BINS
                + " bins of equal width";
    }

    @Override
    public List<Finding> run() {
        Map<String, List<Double>> detection = new LinkedHashMap<>();
        List<Double> errors = new ArrayList<>();
        List<Double> found = new ArrayList<>();
        List<Double> falseAlarms = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            ArrayExamples clean = ArrayExamples.images("glyphs?rows=" + EXAMPLES + "&seed=" + (seed + 1));
            ArrayExamples noisy = clean.withWrongLabels(WRONG, seed);
            boolean[] wrong = wrong(noisy, clean);
            Map<String, float[]> scores = scores(noisy, seed);
            SIGNS.forEach((score, sign) -> detection
                    .computeIfAbsent(score, s -> new ArrayList<>())
                    .add(areaUnderCurve(column(scores, score), sign, wrong)));
            float[] probabilities = column(scores, "label_error_probability");
            errors.add(calibrationError(probabilities, wrong));
            found.add(sum(probabilities) / EXAMPLES);
            float[] ofClean = column(scores(clean, seed), "label_error_probability");
            falseAlarms.add(calibrationError(ofClean, new boolean[EXAMPLES]));
        }
        List<Finding> findings = new ArrayList<>();
        detection.forEach((score, areas) -> {
            Figures figures = Figures.of(areas);
            findings.add(new Finding(
                    score + " tells wrong labels from right ones (area under the curve above " + USEFUL + ")",
                    source(score),
                    figures.toString(),
                    figures.mean() > USEFUL));
        });
        findings.add(new Finding(
                "label_error_probability is calibrated (expected error below " + CALIBRATED + ")",
                "own",
                text(
                        "error %s, sum of probabilities %s of the examples; without wrong labels %s",
                        Figures.of(errors), Figures.of(found), Figures.of(falseAlarms)),
                Figures.of(errors).mean() < CALIBRATED
                        && Figures.of(falseAlarms).mean() < CALIBRATED));
        return findings;
    }

    private static String source(String score) {
        return switch (score) {
            case "el2n", "grand" -> "arXiv:2107.07075";
            case "loss_mean" -> "arXiv:1904.11238";
            case "forgetting" -> "arXiv:1812.05159";
            case "tracin" -> "arXiv:2002.08484";
            case "vog" -> "arXiv:2008.11600";
            case "margin" -> "arXiv:2001.10528";
            case "pvi" -> "arXiv:2110.08420";
            default -> "own";
        };
    }

    private static Map<String, float[]> scores(ArrayExamples examples, int seed) {
        SpecBuilder spec = new SpecBuilder(
                        new Mlp(List.of(64), Activation.RELU, 0, Mlp.Normalization.NONE), new Classification())
                .sampler(new Shuffle(32))
                .evaluation(new Evaluation(EPOCHS, null, 0, null))
                .epochs(EPOCHS)
                .seed(seed)
                .diagnostics(
                        new El2n(),
                        new ExampleLoss(),
                        new Margin(),
                        new Forgetting(),
                        new Grand(),
                        new TracIn(),
                        new Vog(),
                        new Pvi(),
                        new LabelErrors());
        return Trial.of(spec.build(), examples, examples.slice(0, 0)).scores();
    }

    private static float[] column(Map<String, float[]> scores, String name) {
        return scores.getOrDefault(name, new float[0]);
    }

    private static boolean[] wrong(ArrayExamples noisy, ArrayExamples clean) {
        boolean[] wrong = new boolean[EXAMPLES];
        for (int row = 0; row < EXAMPLES; row++) {
            wrong[row] = noisy.target(row) != clean.target(row);
        }
        return wrong;
    }

    /** How often a wrong label has the greater score of a pair; ties count half. */
    private static double areaUnderCurve(float[] scores, int sign, boolean[] wrong) {
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(row -> sign * scores[row]));
        double ranks = 0;
        long count = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                if (wrong[order[i]]) {
                    ranks += (from + to + 1) / 2.0;
                    count++;
                }
            }
            from = to;
        }
        return (ranks - count * (count + 1) / 2.0) / (count * (double) (scores.length - count));
    }

    private static double calibrationError(float[] probabilities, boolean[] wrong) {
        double[] gaps = new double[BINS];
        for (int row = 0; row < wrong.length; row++) {
            gaps[Math.min(BINS - 1, (int) (probabilities[row] * BINS))] += probabilities[row] - (wrong[row] ? 1 : 0);
        }
        return Arrays.stream(gaps).map(Math::abs).sum() / wrong.length;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
