package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import ai.djl.pytorch.engine.PtNDArray;
import dev.descent.training.models.gradients.WtaCrs;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Bias and variance of sampled estimates of the gradient GᵀX of a linear layer's weights. */
final class WinnerTakeAllVariesLess implements Experiment {
    private static final int ROWS = 256;
    private static final int INPUTS = 64;
    private static final int OUTPUTS = 32;
    private static final double KEPT = 0.3;
    private static final int DRAWS = 10_000;
    private static final int MOST_ERRORS = 4;

    private final double[] x = new double[ROWS * INPUTS];
    private final double[] g = new double[ROWS * OUTPUTS];
    private final double[] exact;

    WinnerTakeAllVariesLess() {
        Draws draws = new Randomness(17).draws(Randomness.Purpose.DATA, 0, 4);
        for (int row = 0; row < ROWS; row++) {
            // Rows of unequal length: activations of a trained network are like that, and equal ones leave no winners.
            double length = Math.exp(1.5 * draws.gaussian());
            for (int i = 0; i < INPUTS; i++) {
                x[row * INPUTS + i] = length * draws.gaussian();
            }
            for (int i = 0; i < OUTPUTS; i++) {
                g[row * OUTPUTS + i] = draws.gaussian();
            }
        }
        double[] ones = new double[ROWS];
        Arrays.fill(ones, 1);
        exact = product(ones);
    }

    @Override
    public int number() {
        return 17;
    }

    @Override
    public String setting() {
        return "one product of 256 x 64 by 256 x 32, rows of log-normal length, 30 % of the rows kept, " + DRAWS
                + " draws;" + " probabilities from the lengths of the activations alone";
    }

    @Override
    public List<Finding> run() {
        Estimator winners = winnerTakeAll();
        Estimator sampled = columnRowSampling();
        double top = distance(top());
        return List.of(
                new Finding(
                        "winner-take-all column-row sampling is unbiased",
                        "NeurIPS 2023",
                        text(
                                "the mean is %.2f standard errors away (root mean square over coordinates); the largest"
                                        + " rows alone are %.3f of the product's norm away",
                                winners.errors(), top),
                        winners.errors() < MOST_ERRORS / 2.0),
                new Finding(
                        "and varies less than column-row sampling",
                        "NeurIPS 2023",
                        text("%.3f of its variance", winners.variance() / sampled.variance()),
                        winners.variance() < sampled.variance()));
    }

    /** Sums over draws of an estimate. */
    private final class Estimator {
        private final double[] sum = new double[INPUTS * OUTPUTS];
        private final double[] squares = new double[INPUTS * OUTPUTS];

        void add(double[] estimate) {
            for (int i = 0; i < sum.length; i++) {
                double error = estimate[i] - exact[i];
                sum[i] += error;
                squares[i] += error * error;
            }
        }

        /** The sum of the variances of all coordinates. */
        double variance() {
            return Arrays.stream(squares).sum() / DRAWS;
        }

        /** The bias of a coordinate in standard errors, as a root mean square. */
        double errors() {
            double total = 0;
            for (int i = 0; i < sum.length; i++) {
                double bias = sum[i] / DRAWS;
                double error = Math.sqrt(squares[i] / DRAWS / DRAWS);
                total += bias * bias / (error * error);
            }
            return Math.sqrt(total / sum.length);
        }
    }

    private Estimator winnerTakeAll() {
        Estimator estimator = new Estimator();
        WtaCrs rule = new WtaCrs(KEPT, 10);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec inputs = workspace.vec(floats(x));
            Vec outer = workspace.vec(floats(g));
            Vec bias = workspace.vec(new float[OUTPUTS]);
            List<Vec> kept = List.of(inputs, outer, bias);
            for (int draw = 0; draw < DRAWS; draw++) {
                Draws draws = new Randomness(draw).draws(Randomness.Purpose.DATA, 1, 4);
                Vec weight = workspace.vec(new float[INPUTS * OUTPUTS]);
                Vec loss = workspace.record(weight, () -> {
                    PtNDArray outputs = rule.linear(
                            (PtNDArray) DjlVec.array(inputs).reshape(ROWS, INPUTS),
                            (PtNDArray) DjlVec.array(weight).reshape(OUTPUTS, INPUTS),
                            (PtNDArray) DjlVec.array(bias),
                            draws);
                    return new DjlVec(outputs.reshape(ROWS * OUTPUTS))
                            .mul(outer)
                            .sum();
                });
                float[] gradient = workspace.gradient(loss, weight).toArray();
                double[] estimate = new double[gradient.length];
                for (int i = 0; i < estimate.length; i++) {
                    estimate[i] = gradient[i];
                }
                estimator.add(estimate);
                workspace.keepOnly(kept);
            }
        }
        return estimator;
    }

    /** Rows drawn with replacement, with a probability in proportion to their length. */
    private Estimator columnRowSampling() {
        Estimator estimator = new Estimator();
        double[] lengths = lengths();
        double total = Arrays.stream(lengths).sum();
        int kept = (int) (ROWS * KEPT);
        for (int draw = 0; draw < DRAWS; draw++) {
            Draws draws = new Randomness(draw).draws(Randomness.Purpose.DATA, 2, 4);
            double[] weights = new double[ROWS];
            for (int k = 0; k < kept; k++) {
                double u = draws.uniform() * total;
                int row = 0;
                while (row < ROWS - 1 && u >= lengths[row]) {
                    u -= lengths[row++];
                }
                weights[row] += total / (kept * lengths[row]);
            }
            estimator.add(product(weights));
        }
        return estimator;
    }

    private double[] top() {
        double[] lengths = lengths();
        double[] weights = new double[ROWS];
        IntStream.range(0, ROWS)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> -lengths[row]))
                .limit((int) (ROWS * KEPT))
                .forEach(row -> weights[row] = 1);
        return product(weights);
    }

    private double distance(double[] estimate) {
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < exact.length; i++) {
            squares += (estimate[i] - exact[i]) * (estimate[i] - exact[i]);
            norm += exact[i] * exact[i];
        }
        return Math.sqrt(squares / norm);
    }

    private double[] lengths() {
        double[] lengths = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < INPUTS; i++) {
                lengths[row] += x[row * INPUTS + i] * x[row * INPUTS + i];
            }
            lengths[row] = Math.sqrt(lengths[row]);
        }
        return lengths;
    }

    /** Gᵀ diag(weights) X, {@code [outputs, inputs]}. */
    private double[] product(double[] weights) {
        double[] product = new double[OUTPUTS * INPUTS];
        for (int row = 0; row < ROWS; row++) {
            if (weights[row] != 0) {
                for (int o = 0; o < OUTPUTS; o++) {
                    double factor = weights[row] * g[row * OUTPUTS + o];
                    for (int i = 0; i < INPUTS; i++) {
                        product[o * INPUTS + i] += factor * x[row * INPUTS + i];
                    }
                }
            }
        }
        return product;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
