package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Evaluation;
import dev.descent.training.Reweighting;
import dev.descent.training.SpecBuilder;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Regression;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.reweighting.LossBased;
import dev.descent.training.reweighting.LossBased.Emphasis;
import dev.descent.training.reweighting.Uniform;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.List;

/** Most rows are almost the same: how soon the others are learned when small losses count less. */
final class LowLossesCountLess implements Experiment {
    private static final int WIDTH = 30;
    private static final int ROWS = 4000;
    private static final double REDUNDANT = 0.9;
    private static final double SPREAD = 0.05;
    private static final long[] STEPS = {100, 300, 600};
    private static final int SEEDS = 8;
    private static final double R = 0.4;

    @Override
    public int number() {
        return 31;
    }

    @Override
    public String setting() {
        return "linear regression, 30 features, 4,000 rows without noise: 90 % along one direction with deviations of"
                + " 0.05 from it, 10 % normal; SGD with rate 0.02, batch 64, r = 0.4 from the first step, 8 seeds;"
                + " mean squared error of the weights";
    }

    private record Task(ArrayExamples rows, double[] weights) {}

    @Override
    public List<Finding> run() {
        Figures[] uniform = errors(new Uniform());
        List<Finding> findings = new ArrayList<>();
        findings.add(compare("LinUpper is faster than uniform weights", Emphasis.LIN_UPPER, uniform, true));
        findings.add(compare("so is Quadratic", Emphasis.QUADRATIC, uniform, true));
        findings.add(compare("Extremes, which favours small losses too, is not", Emphasis.EXTREMES, uniform, false));
        return findings;
    }

    private static Finding compare(String claim, Emphasis emphasis, Figures[] uniform, boolean faster) {
        Figures[] errors = errors(new LossBased(emphasis, R));
        boolean holds = true;
        for (int i = 0; i < STEPS.length; i++) {
            holds &= (errors[i].mean() < uniform[i].mean()) == faster;
        }
        return new Finding(
                claim,
                "arXiv:2502.06733",
                "after 100, 300, 600 steps " + listed(errors) + "; uniform " + listed(uniform),
                holds);
    }

    private static String listed(Figures[] figures) {
        List<String> texts = new ArrayList<>();
        for (Figures figure : figures) {
            texts.add(text("%.2g ± %.1g", figure.mean(), figure.deviation()));
        }
        return String.join(", ", texts);
    }

    /** For each number of steps. */
    private static Figures[] errors(Reweighting reweighting) {
        Figures[] figures = new Figures[STEPS.length];
        for (int i = 0; i < STEPS.length; i++) {
            List<Double> errors = new ArrayList<>();
            for (int seed = 0; seed < SEEDS; seed++) {
                Task task = task(seed);
                Trial trial = Trial.of(
                        new SpecBuilder(new Linear(), new Regression())
                                .optimizer(new Sgd())
                                .learningRate(0.02)
                                .reweighting(reweighting)
                                .sampler(new Shuffle(64))
                                .evaluation(new Evaluation(null, 1000L, 0, null))
                                .steps(STEPS[i])
                                .seed(seed)
                                .build(),
                        task.rows(),
                        task.rows().slice(0, 0));
                errors.add(error(trial, task));
            }
            figures[i] = Figures.of(errors);
        }
        return figures;
    }

    private static double error(Trial trial, Task task) {
        if (trial.isDiverged()) {
            return Double.NaN;
        }
        double squares = 0;
        for (int i = 0; i < WIDTH; i++) {
            double difference = trial.parameters()[i] - task.weights()[i];
            squares += difference * difference;
        }
        return squares / WIDTH;
    }

    private static Task task(int seed) {
        Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, 0, 31);
        double[] truth = normal(draws);
        double[] direction = normal(draws);
        double length = Math.sqrt(Figures.of(squares(direction)).mean() * WIDTH);
        float[][] inputs = new float[ROWS][WIDTH];
        float[] targets = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            boolean redundant = draws.uniform() < REDUNDANT;
            double along = draws.gaussian();
            double target = 0;
            for (int i = 0; i < WIDTH; i++) {
                double x = redundant ? along * direction[i] / length + SPREAD * draws.gaussian() : draws.gaussian();
                inputs[row][i] = (float) x;
                target += x * truth[i];
            }
            targets[row] = (float) target;
        }
        return new Task(new ArrayExamples(new Signature(List.of(WIDTH), List.of(), 0), inputs, targets), truth);
    }

    private static double[] normal(Draws draws) {
        double[] values = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            values[i] = draws.gaussian();
        }
        return values;
    }

    private static List<Double> squares(double[] values) {
        List<Double> squares = new ArrayList<>();
        for (double value : values) {
            squares.add(value * value);
        }
        return squares;
    }
}
