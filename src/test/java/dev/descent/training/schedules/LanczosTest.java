package dev.descent.training.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.CurvatureRule.Curvature;
import dev.descent.training.Schedule.Reaction;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LanczosTest {
    /** A quadratic with this Hessian. */
    private record Quadratic(UnaryOperator<Vec> hessian) implements Curvature {
        @Override
        public Vec hessianTimes(Vec v) {
            return hessian.apply(v);
        }

        @Override
        public Vec sampledLabelGradient() {
            throw new UnsupportedOperationException("a quadratic has no labels");
        }

        @Override
        public int batchSize() {
            return 1;
        }
    }

    private static Quadratic diagonal(double... eigenvalues) {
        Vec d = new ArrayVec(eigenvalues);
        return new Quadratic(v -> v.mul(d));
    }

    private static Vec start(int size) {
        return new Contexts.ArrayNoise(5).normal(0, 0, size);
    }

    @Test
    void eigenvaluesOfTheSecondDifferenceMatchTheirFormula() {
        int n = 30;
        double[] two = new double[n];
        double[] minusOne = new double[n - 1];
        Arrays.fill(two, 2);
        Arrays.fill(minusOne, -1);
        Tridiagonal matrix = new Tridiagonal(two, minusOne);
        for (int k = 0; k < n; k++) {
            double expected = 2 - 2 * Math.cos(Math.PI * (k + 1) / (n + 1));
            assertThat(matrix.eigenvalue(k)).as("eigenvalue %d", k).isCloseTo(expected, within(1e-14));
        }
    }

    @Test
    void aDiagonalMatrixHasItsOwnDiagonal() {
        Tridiagonal matrix = new Tridiagonal(new double[] {3, -1, 7, 7, 0}, new double[4]);
        assertThat(matrix.eigenvalue(0)).isCloseTo(-1, within(1e-15));
        assertThat(matrix.eigenvalue(1)).isCloseTo(0, within(1e-300));
        assertThat(matrix.eigenvalue(2)).isCloseTo(3, within(1e-15));
        assertThat(matrix.eigenvalue(3)).isCloseTo(7, within(1e-14));
        assertThat(matrix.greatest()).isCloseTo(7, within(1e-14));
        assertThat(new Tridiagonal(new double[] {-4}, new double[0]).greatest()).isEqualTo(-4);
    }

    /** λ = (a + c ± √((a − c)² + 4b²))/2. */
    @Property
    void twoByTwoMatchesTheQuadraticFormula(
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double a,
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double b,
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double c) {
        Tridiagonal matrix = new Tridiagonal(new double[] {a, c}, new double[] {b});
        double root = Math.hypot(a - c, 2 * b);
        assertThat(matrix.eigenvalue(0)).isCloseTo((a + c - root) / 2, within(1e-9));
        assertThat(matrix.greatest()).isCloseTo((a + c + root) / 2, within(1e-9));
    }

    @Test
    void asManyIterationsAsDimensionsGiveTheWholeSpectrum() {
        double[] eigenvalues = {-3, -0.5, 0, 1, 2.5, 4, 9, 100};
        Tridiagonal matrix = Lanczos.tridiagonal(diagonal(eigenvalues), start(8), 50);
        assertThat(matrix.diagonal()).hasSize(8);
        for (int k = 0; k < 8; k++) {
            assertThat(matrix.eigenvalue(k)).as("eigenvalue %d", k).isCloseTo(eigenvalues[k], within(1e-10));
        }
    }

    @Test
    void aRotatedSpectrumIsFoundAgain() {
        int n = 20;
        double[] eigenvalues = new Random(3).doubles(n, -1, 1).sorted().toArray();
        // H = QΛQ with the reflection Q = I − 2uuᵀ.
        Vec u = start(n).div(start(n).norm());
        Vec spectrum = new ArrayVec(eigenvalues);
        UnaryOperator<Vec> reflect = v -> v.sub(u.mul(u.dot(v)).mul(2));
        Quadratic rotated = new Quadratic(v -> reflect.apply(reflect.apply(v).mul(spectrum)));
        Tridiagonal matrix = Lanczos.tridiagonal(rotated, new Contexts.ArrayNoise(9).normal(1, 0, n), n);
        assertThat(matrix.diagonal()).hasSize(n);
        for (int k = 0; k < n; k++) {
            assertThat(matrix.eigenvalue(k)).isCloseTo(eigenvalues[k], within(1e-10));
        }
    }

    @Test
    void theProcessEndsWhereThereIsNothingMoreToSee() {
        double[] eigenvalues = new double[100];
        Arrays.fill(eigenvalues, 2);
        eigenvalues[17] = 5;
        Tridiagonal matrix = Lanczos.tridiagonal(diagonal(eigenvalues), start(100), 20);
        assertThat(matrix.diagonal()).hasSize(2);
        assertThat(matrix.eigenvalue(0)).isCloseTo(2, within(1e-12));
        assertThat(matrix.greatest()).isCloseTo(5, within(1e-12));
        assertThat(Lanczos.tridiagonal(diagonal(new double[100]), start(100), 20)
                        .greatest())
                .isZero();
    }

    /** After orthogonalizing once, rounding errors of the far eigenvalue's size would be left. */
    @Test
    void anEigenvalueFarOffIsFoundOnceAndDisturbsNoOther() {
        double[] eigenvalues = new Random(1).doubles(40, 0, 1).toArray();
        eigenvalues[0] = 1e4;
        Tridiagonal matrix = Lanczos.tridiagonal(diagonal(eigenvalues), start(40), 40);
        int last = matrix.diagonal().length - 1;
        assertThat(last).isGreaterThan(30);
        assertThat(matrix.eigenvalue(last)).isCloseTo(1e4, within(1e-8));
        assertThat(matrix.eigenvalue(last - 1)).isLessThan(1);
        assertThat(matrix.eigenvalue(0)).isPositive();
    }

    @Property(tries = 100)
    void ritzValuesLieWithinTheSpectrum(
            @ForAll @IntRange(min = 1, max = 60) int size, @ForAll @IntRange(min = 1, max = 30) int iterations) {
        double[] eigenvalues = new Random(size).doubles(size, -2, 3).toArray();
        Tridiagonal matrix = Lanczos.tridiagonal(diagonal(eigenvalues), start(size), iterations);
        assertThat(matrix.greatest())
                .isLessThanOrEqualTo(Arrays.stream(eigenvalues).max().orElseThrow() + 1e-9);
        assertThat(matrix.eigenvalue(0))
                .isGreaterThanOrEqualTo(Arrays.stream(eigenvalues).min().orElseThrow() - 1e-9);
    }

    @Test
    void onTheEngineTheResultIsTheSame() {
        int n = 1000;
        float[] eigenvalues = new float[n];
        for (int i = 0; i < n; i++) {
            eigenvalues[i] = i == 400 ? 50 : i / (float) n;
        }
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec d = workspace.vec(eigenvalues);
            Curvature curvature = new Curvature() {
                @Override
                public Vec hessianTimes(Vec v) {
                    return workspace.scoped(d, inner -> inner.mul(v));
                }

                @Override
                public Vec sampledLabelGradient() {
                    throw new UnsupportedOperationException("a quadratic has no labels");
                }

                @Override
                public int batchSize() {
                    return 1;
                }

                @Override
                public Vec scoped(Vec input, UnaryOperator<Vec> work) {
                    return workspace.scoped(input, work);
                }
            };
            Vec start = workspace.normal(new Randomness(3).draws(Randomness.Purpose.CURVATURE, 0, 0), n);
            Tridiagonal matrix = Lanczos.tridiagonal(curvature, start, 20);
            assertThat(matrix.greatest()).isCloseTo(50, within(5e-4));
            assertThat(matrix.eigenvalue(matrix.diagonal().length - 2)).isLessThan(1.001);
        }
    }

    @Test
    void theRateIsAMultipleOfTheInverseWithinItsBound() {
        LanczosRate schedule = new LanczosRate(1.5, 10, 7, 100, new Warmup());
        Layout layout = Layout.EMPTY.with("w", 4);
        Reaction steep = schedule.measured(Reaction.NONE, diagonal(1, 2, 30, 4), 0.01, Contexts.of(0, 0.01, 0, layout));
        assertThat(schedule.rate(3, 10, 0.01) * steep.factor()).isCloseTo(1.5 / 30, within(1e-12));
        Reaction flat = schedule.measured(steep, diagonal(1e-9, 0, -5, 0), 0.01, Contexts.of(7, 0.01, 0, layout));
        assertThat(flat.factor()).isEqualTo(100);
        Reaction concave = schedule.measured(steep, diagonal(-1, -2, -5, -1), 0.01, Contexts.of(14, 0.01, 0, layout));
        assertThat(concave).isEqualTo(steep);
        Reaction broken =
                schedule.measured(steep, diagonal(Double.NaN, 1, 1, 1), 0.01, Contexts.of(14, 0.01, 0, layout));
        assertThat(broken).isEqualTo(steep);
        assertThat(List.of(0L, 7L, 14L)).allMatch(schedule::measures);
        assertThat(schedule.measures(8)).isFalse();
    }
}
