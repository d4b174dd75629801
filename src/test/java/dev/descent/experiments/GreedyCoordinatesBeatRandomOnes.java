package dev.descent.experiments;

import dev.descent.training.Contexts;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.curvature.BlockCoordinateDescent;
import dev.descent.training.curvature.BlockCoordinateDescent.Selection;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;

/** Coordinate descent on least squares whose columns have very different lengths: which coordinate comes next. */
final class GreedyCoordinatesBeatRandomOnes implements Experiment {
    private static final int ROWS = 200;
    private static final int COLUMNS = 100;
    private static final int PROBLEMS = 10;
    private static final int MOST_ITERATIONS = 20_000;
    private static final double ENOUGH = 1e-4;
    private static final String SOURCE = "Nutini et al., ICML 2015";

    @Override
    public int number() {
        return 10;
    }

    @Override
    public String setting() {
        return PROBLEMS
                + " least-squares problems of 200 x 100 with columns of equal length, or scaled by 10^U(-1, 1), steps 1/L_i, until"
                + " the loss is within 1e-4 of its start from the optimum, at most " + MOST_ITERATIONS + " iterations";
    }

    @Override
    public List<Finding> run() {
        return List.of(
                finding(
                        "where the L_i are equal, Gauss-Southwell needs fewer iterations than random coordinates",
                        ratios(0, Selection.RANDOM, Selection.GS)),
                finding("where they differ, too", ratios(1, Selection.RANDOM, Selection.GS)),
                finding("and GSL, which counts curvature, fewer than GS", ratios(1, Selection.GS, Selection.GSL)));
    }

    /** How many times as many iterations the first selection needs. */
    private static List<Double> ratios(double spread, Selection first, Selection second) {
        List<Double> ratios = new ArrayList<>();
        for (int problem = 0; problem < PROBLEMS; problem++) {
            LeastSquares loss = LeastSquares.random(problem, spread);
            ratios.add(iterations(loss, first) / iterations(loss, second));
        }
        return ratios;
    }

    private static Finding finding(String claim, List<Double> ratios) {
        Figures figures = Figures.of(ratios);
        return new Finding(claim, SOURCE, "times " + figures, figures.mean() > 1);
    }

    private static double iterations(LeastSquares loss, Selection selection) {
        BlockCoordinateDescent rule = new BlockCoordinateDescent(
                selection,
                BlockCoordinateDescent.Norm.L2,
                BlockCoordinateDescent.Blocks.FIXED,
                1,
                BlockCoordinateDescent.Update.LIPSCHITZ,
                1,
                20);
        Layout layout = Layout.EMPTY.with("x", COLUMNS);
        Vec start = new ArrayVec(new double[COLUMNS]);
        double optimum = loss.optimum();
        double target = optimum + ENOUGH * (loss.valueAt(start).value() - optimum);
        State state = rule.init(start);
        Vec at = start;
        for (int i = 1; i <= MOST_ITERATIONS; i++) {
            UpdateRule.Step step = rule.step(at, loss, state, Contexts.of(i - 1, 1, 0, layout));
            at = step.parameters();
            state = step.state();
            if (loss.valueAt(at).value() <= target) {
                return i;
            }
        }
        return MOST_ITERATIONS;
    }

    /** ‖Ax − b‖²/2 in double precision. */
    private static final class LeastSquares extends ArrayLoss {
        private final double[][] matrix;
        private final double[] right;

        private LeastSquares(double[][] matrix, double[] right) {
            this.matrix = matrix;
            this.right = right;
        }

        static LeastSquares random(long seed, double spread) {
            Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, 0, 3);
            double[] scale = new double[COLUMNS];
            for (int j = 0; j < COLUMNS; j++) {
                scale[j] = Math.pow(10, spread * (2 * draws.uniform() - 1));
            }
            double[][] matrix = new double[ROWS][COLUMNS];
            double[] right = new double[ROWS];
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    matrix[i][j] = scale[j] * draws.gaussian() / Math.sqrt(ROWS);
                }
                right[i] = draws.gaussian();
            }
            return new LeastSquares(matrix, right);
        }

        private double[] times(double[] x) {
            double[] product = new double[ROWS];
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    product[i] += matrix[i][j] * x[j];
                }
            }
            return product;
        }

        private double[] transposedTimes(double[] y) {
            double[] product = new double[COLUMNS];
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < COLUMNS; j++) {
                    product[j] += matrix[i][j] * y[i];
                }
            }
            return product;
        }

        private double[] residual(double[] x) {
            double[] residual = times(x);
            for (int i = 0; i < ROWS; i++) {
                residual[i] -= right[i];
            }
            return residual;
        }

        @Override
        double value(double[] x) {
            double sum = 0;
            for (double r : residual(x)) {
                sum += r * r / 2;
            }
            return sum;
        }

        @Override
        double[] gradient(double[] x) {
            return transposedTimes(residual(x));
        }

        @Override
        double[] hessianTimes(double[] x, double[] v) {
            return transposedTimes(times(v));
        }

        /** The least value, by conjugate gradients on the normal equations, preconditioned by the columns' lengths. */
        double optimum() {
            double[] inverse = new double[COLUMNS];
            for (int j = 0; j < COLUMNS; j++) {
                double sum = 0;
                for (int i = 0; i < ROWS; i++) {
                    sum += matrix[i][j] * matrix[i][j];
                }
                inverse[j] = 1 / sum;
            }
            double[] x = new double[COLUMNS];
            double[] r = transposedTimes(right);
            double[] z = scaled(r, inverse);
            double[] p = z.clone();
            double rz = dot(r, z);
            for (int k = 0; k < 10 * COLUMNS && rz > 1e-28; k++) {
                double[] ap = transposedTimes(times(p));
                double alpha = rz / dot(p, ap);
                for (int j = 0; j < COLUMNS; j++) {
                    x[j] += alpha * p[j];
                    r[j] -= alpha * ap[j];
                }
                z = scaled(r, inverse);
                double next = dot(r, z);
                for (int j = 0; j < COLUMNS; j++) {
                    p[j] = z[j] + next / rz * p[j];
                }
                rz = next;
            }
            return value(x);
        }

        private static double[] scaled(double[] x, double[] by) {
            double[] product = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                product[i] = x[i] * by[i];
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
}
