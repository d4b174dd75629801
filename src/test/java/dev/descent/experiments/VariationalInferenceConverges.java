package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Contexts;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import dev.descent.training.variational.SquareRootNgvi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** How fast the negative evidence bound of square-root natural-gradient inference reaches its end. */
final class VariationalInferenceConverges implements Experiment {
    private static final int DIMENSION = 5;
    private static final int WEIGHTS = 3;
    private static final int EXAMPLES = 50;
    private static final int SAMPLES = 2000;

    @Override
    public int number() {
        return 22;
    }

    @Override
    public String setting() {
        return "a Gaussian in 5 dimensions with 4 pairs of samples and exact Hessians, rate 0.1; Bayesian logistic"
                + " regression of 50 x 3 with 50 pairs (100 samples), rate 0.1; the fit of log(excess) against the step"
                + " down to 1e-9, and to 0.05, where sampling noise begins";
    }

    @Override
    public List<Finding> run() {
        return List.of(gaussian(), logistic());
    }

    /** −log density of N(0, Λ⁻¹): the divergence of q from it is known in closed form. */
    private static Finding gaussian() {
        double[][] precision = precision();
        ArrayLoss loss = new ArrayLoss() {
            @Override
            double value(double[] x) {
                double sum = 0;
                for (int i = 0; i < DIMENSION; i++) {
                    for (int j = 0; j < DIMENSION; j++) {
                        sum += x[i] * precision[i][j] * x[j] / 2;
                    }
                }
                return sum;
            }

            @Override
            double[] gradient(double[] x) {
                return times(precision, x);
            }

            @Override
            double[] hessianTimes(double[] x, double[] v) {
                return times(precision, v);
            }
        };
        SquareRootNgvi rule =
                new SquareRootNgvi(SquareRootNgvi.Covariance.FULL, SquareRootNgvi.Curvature.HESSIAN, 4, 0, 1);
        List<Double> divergences = new ArrayList<>();
        run(rule, loss, DIMENSION, 1, 120, (mean, root) -> divergences.add(divergence(precision, mean, root)));
        return finding("the divergence from a Gaussian falls exponentially", divergences, 1e-9);
    }

    private static Finding logistic() {
        double[][] inputs = new double[EXAMPLES][WEIGHTS];
        int[] labels = new int[EXAMPLES];
        Draws draws = new Randomness(22).draws(Randomness.Purpose.DATA, 0, 5);
        for (int i = 0; i < EXAMPLES; i++) {
            double score = 0;
            for (int j = 0; j < WEIGHTS; j++) {
                inputs[i][j] = draws.gaussian();
                score += (j + 1) * inputs[i][j] / 2;
            }
            labels[i] = draws.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : -1;
        }
        ArrayLoss loss = new ArrayLoss() {
            @Override
            double value(double[] w) {
                double sum = 0;
                for (int i = 0; i < EXAMPLES; i++) {
                    sum += Math.log1p(Math.exp(-labels[i] * dot(inputs[i], w))) / EXAMPLES;
                }
                return sum;
            }

            @Override
            double[] gradient(double[] w) {
                double[] gradient = new double[WEIGHTS];
                for (int i = 0; i < EXAMPLES; i++) {
                    double factor = -labels[i] / (1 + Math.exp(labels[i] * dot(inputs[i], w))) / EXAMPLES;
                    for (int j = 0; j < WEIGHTS; j++) {
                        gradient[j] += factor * inputs[i][j];
                    }
                }
                return gradient;
            }

            @Override
            double[] hessianTimes(double[] w, double[] v) {
                throw new UnsupportedOperationException("gradients are enough here");
            }
        };
        SquareRootNgvi rule =
                new SquareRootNgvi(SquareRootNgvi.Covariance.FULL, SquareRootNgvi.Curvature.GRADIENTS, 50, 1, 1);
        List<Double> bounds = new ArrayList<>();
        run(rule, loss, WEIGHTS, EXAMPLES, 120, (mean, root) -> bounds.add(bound(loss, mean, root)));
        double end = bounds.subList(100, 120).stream()
                .mapToDouble(Double::doubleValue)
                .min()
                .orElseThrow();
        List<Double> excess = bounds.stream().map(bound -> bound - end).toList();
        return finding("the negative evidence bound of logistic regression falls exponentially", excess, 5e-2);
    }

    /** A straight line of log(excess) over the steps until it first falls under {@code floor}. */
    private static Finding finding(String claim, List<Double> excess, double floor) {
        List<Double> logs = new ArrayList<>();
        for (double value : excess) {
            if (value < floor) {
                break;
            }
            logs.add(Math.log(value));
        }
        int n = logs.size();
        double meanT = (n - 1) / 2.0;
        double meanY = Figures.of(logs).mean();
        double ty = 0;
        double tt = 0;
        double yy = 0;
        for (int t = 0; t < n; t++) {
            ty += (t - meanT) * (logs.get(t) - meanY);
            tt += (t - meanT) * (t - meanT);
            yy += (logs.get(t) - meanY) * (logs.get(t) - meanY);
        }
        double correlation = ty / Math.sqrt(tt * yy);
        return new Finding(
                claim,
                "arXiv:2507.07853",
                text(
                        "from %.3g to %.3g in %d steps, a factor of %.3f a step, correlation %.4f with a straight line",
                        excess.get(0), excess.get(n - 1), n, Math.exp(ty / tt), correlation),
                correlation < -0.98);
    }

    private interface Watcher {
        void see(double[] mean, double[][] root);
    }

    private static void run(SquareRootNgvi rule, ArrayLoss loss, int size, long examples, int steps, Watcher watcher) {
        Layout layout = Layout.EMPTY.with("w", size);
        double[] start = new double[size];
        Arrays.fill(start, 2);
        Vec mean = new ArrayVec(start);
        State state = rule.init(mean);
        for (int t = 0; t < steps; t++) {
            watcher.see(ArrayVec.values(mean), root(state, size));
            StepContext context =
                    new StepContext(t, 0, 0.1, OptionalDouble.empty(), 0, examples, layout, new Contexts.ArrayNoise(1));
            UpdateRule.Step step = rule.step(mean, loss, state, context);
            mean = step.parameters();
            state = step.state();
        }
    }

    /** C as it is kept: row after row. */
    private static double[][] root(State state, int size) {
        double[] elements = ArrayVec.values(state.get("root"));
        double[][] root = new double[size][size];
        for (int i = 0; i < size * size; i++) {
            root[i / size][i % size] = elements[i];
        }
        return root;
    }

    /** KL(N(m, CCᵀ) ‖ N(0, Λ⁻¹)). */
    private static double divergence(double[][] precision, double[] mean, double[][] root) {
        double value = -DIMENSION;
        double[] pulled = times(precision, mean);
        double logDeterminant = Math.log(determinant(precision));
        for (int i = 0; i < DIMENSION; i++) {
            value += mean[i] * pulled[i];
            logDeterminant += 2 * Math.log(Math.abs(root[i][i]));
            for (int j = 0; j < DIMENSION; j++) {
                for (int k = 0; k < DIMENSION; k++) {
                    value += precision[i][j] * root[j][k] * root[i][k];
                }
            }
        }
        return (value - logDeterminant) / 2;
    }

    /** E_q[N·loss + |w|²/2] − log det C over the same samples every time, up to a constant. */
    private static double bound(ArrayLoss loss, double[] mean, double[][] root) {
        double sum = 0;
        for (int s = 0; s < SAMPLES; s++) {
            Draws draws = new Randomness(s).draws(Randomness.Purpose.DATA, 1, 5);
            double[] noise = new double[WEIGHTS];
            for (int j = 0; j < WEIGHTS; j++) {
                noise[j] = draws.gaussian();
            }
            double[] w = times(root, noise);
            for (int j = 0; j < WEIGHTS; j++) {
                w[j] += mean[j];
            }
            sum += (EXAMPLES * loss.value(w) + dot(w, w) / 2) / SAMPLES;
        }
        for (int j = 0; j < WEIGHTS; j++) {
            sum -= Math.log(Math.abs(root[j][j]));
        }
        return sum;
    }

    private static double[][] precision() {
        Draws draws = new Randomness(5).draws(Randomness.Purpose.DATA, 0, 6);
        double[][] factor = new double[DIMENSION][DIMENSION];
        for (double[] row : factor) {
            for (int j = 0; j < DIMENSION; j++) {
                row[j] = draws.gaussian() / 2;
            }
        }
        double[][] precision = new double[DIMENSION][DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            precision[i][i] = 1;
            for (int j = 0; j < DIMENSION; j++) {
                precision[i][j] += dot(factor[i], factor[j]);
            }
        }
        return precision;
    }

    private static double determinant(double[][] matrix) {
        double[][] a = new double[matrix.length][];
        for (int i = 0; i < a.length; i++) {
            a[i] = matrix[i].clone();
        }
        double determinant = 1;
        for (int i = 0; i < a.length; i++) {
            determinant *= a[i][i];
            for (int j = i + 1; j < a.length; j++) {
                double factor = a[j][i] / a[i][i];
                for (int k = i; k < a.length; k++) {
                    a[j][k] -= factor * a[i][k];
                }
            }
        }
        return determinant;
    }

    private static double[] times(double[][] matrix, double[] v) {
        double[] product = new double[matrix.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = dot(matrix[i], v);
        }
        return product;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
