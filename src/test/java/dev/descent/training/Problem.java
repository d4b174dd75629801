package dev.descent.training;

import java.util.stream.IntStream;

/** A loss of outputs that are a smooth function of the parameters, with derivatives by hand. */
public interface Problem {
    /** z, {@code [K]}. */
    double[] outputs(double[] x);

    /** One row for each output. */
    double[][] jacobian(double[] x);

    double loss(double[] z);

    /** The gradient of the loss with respect to the outputs. */
    double[] slope(double[] z);

    /** The second derivatives of the loss with respect to the outputs, which must not mix. */
    double[] bend(double[] z);

    /** The sum of the outputs' own Hessians, each times its slope; empty where outputs are linear. */
    default double[][] curls(double[] x, double[] slope) {
        return new double[0][];
    }

    default int batchSize() {
        return 1;
    }

    default double valueAt(double[] x) {
        return loss(outputs(x));
    }

    default double[] gradientAt(double[] x) {
        return transposedTimes(jacobian(x), slope(outputs(x)));
    }

    default double[] hessianTimes(double[] x, double[] v) {
        double[][] jacobian = jacobian(x);
        double[] z = outputs(x);
        double[] bend = bend(z);
        double[] bent = IntStream.range(0, z.length)
                .mapToDouble(k -> bend[k] * dot(jacobian[k], v))
                .toArray();
        double[] product = transposedTimes(jacobian, bent);
        double[][] curls = curls(x, slope(z));
        for (int i = 0; i < curls.length; i++) {
            product[i] += dot(curls[i], v);
        }
        return product;
    }

    static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    static double[] transposedTimes(double[][] matrix, double[] v) {
        double[] product = new double[matrix[0].length];
        for (int k = 0; k < matrix.length; k++) {
            for (int i = 0; i < product.length; i++) {
                product[i] += matrix[k][i] * v[k];
            }
        }
        return product;
    }

    /** Σ aᵢxᵢ²/2, with the parameters themselves as outputs. */
    record Quadratic(double... a) implements Problem {
        @Override
        public double[] outputs(double[] x) {
            return x;
        }

        @Override
        public double[][] jacobian(double[] x) {
            double[][] identity = new double[x.length][x.length];
            for (int i = 0; i < x.length; i++) {
                identity[i][i] = 1;
            }
            return identity;
        }

        @Override
        public double loss(double[] z) {
            return IntStream.range(0, z.length)
                    .mapToDouble(i -> a[i] * z[i] * z[i] / 2)
                    .sum();
        }

        @Override
        public double[] slope(double[] z) {
            return IntStream.range(0, z.length).mapToDouble(i -> a[i] * z[i]).toArray();
        }

        @Override
        public double[] bend(double[] z) {
            return a;
        }
    }

    /** (10(x₁ − x₀²))² + (1 − x₀)², with its two residuals as outputs. */
    record Rosenbrock() implements Problem {
        @Override
        public double[] outputs(double[] x) {
            return new double[] {10 * (x[1] - x[0] * x[0]), 1 - x[0]};
        }

        @Override
        public double[][] jacobian(double[] x) {
            return new double[][] {{-20 * x[0], 10}, {-1, 0}};
        }

        @Override
        public double loss(double[] z) {
            return dot(z, z);
        }

        @Override
        public double[] slope(double[] z) {
            return new double[] {2 * z[0], 2 * z[1]};
        }

        @Override
        public double[] bend(double[] z) {
            return new double[] {2, 2};
        }

        @Override
        public double[][] curls(double[] x, double[] slope) {
            return new double[][] {{-20 * slope[0], 0}, {0, 0}};
        }
    }

    /** scale·‖Ax − b‖², with Ax as outputs. */
    record LeastSquares(double[][] a, double[] b, double scale, int batchSize) implements Problem {
        @Override
        public double[] outputs(double[] x) {
            return IntStream.range(0, a.length).mapToDouble(k -> dot(a[k], x)).toArray();
        }

        @Override
        public double[][] jacobian(double[] x) {
            return a;
        }

        @Override
        public double loss(double[] z) {
            return scale
                    * IntStream.range(0, z.length)
                            .mapToDouble(k -> (z[k] - b[k]) * (z[k] - b[k]))
                            .sum();
        }

        @Override
        public double[] slope(double[] z) {
            return IntStream.range(0, z.length)
                    .mapToDouble(k -> 2 * scale * (z[k] - b[k]))
                    .toArray();
        }

        @Override
        public double[] bend(double[] z) {
            return IntStream.range(0, z.length).mapToDouble(k -> 2 * scale).toArray();
        }
    }
}
