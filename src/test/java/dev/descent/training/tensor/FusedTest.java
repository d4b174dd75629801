package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.training.ChildProcess;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A fused function gives the same bits as its operations one by one. */
class FusedTest {
    /** What libtorch works on at a time. */
    private static final int CHUNK = 1 << 16;

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.of(
                1, 2, 17, 1000, CHUNK - 1, CHUNK, CHUNK + 1, CHUNK + 5000, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK - 1);
    }

    @Property(tries = 150)
    void aFusedFunctionGivesTheBitsOfItsOperationsOneByOne(
            @ForAll("sizes") int size, @ForAll @IntRange(min = 1, max = 25) int length, @ForAll long seed) {
        RandomFunction function = RandomFunction.of(new Random(seed), 4, length);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            List<Vec> inputs = inputs(workspace, size, seed);
            List<float[]> expected = arrays(function.of(inputs));
            // libtorch changes programs after their first runs.
            for (int run = 0; run < 4; run++) {
                List<float[]> fused = arrays(fused(workspace, function, inputs));
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(bits(fused.get(i)))
                            .as("run %d, result %d of %s", run, i, function)
                            .isEqualTo(bits(expected.get(i)));
                }
            }
        }
    }

    private static Several fused(Workspace workspace, RandomFunction function, List<Vec> inputs) {
        return workspace.fused(lazy -> function.of(inputs.stream().map(lazy).toList()));
    }

    /** Three vectors, one of which is positive, and a vector of size one. */
    private static List<Vec> inputs(Workspace workspace, int size, long seed) {
        Random random = new Random(seed + 1);
        float[][] values = new float[4][size];
        values[3] = new float[1];
        for (float[] vector : values) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) random.nextGaussian();
            }
        }
        for (int i = 0; i < size; i++) {
            values[2][i] = Math.abs(values[2][i]);
        }
        return Stream.of(values).map(workspace::vec).toList();
    }

    private static List<float[]> arrays(Several several) {
        return several.all().stream().map(Vec::toArray).toList();
    }

    /** With one bit pattern for all that is not a number. */
    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }

    @Test
    void aProcessGivesTheSameBitsInItsFirstRunAsThisOneInLaterRuns() {
        String here = "";
        for (int run = 0; run < 5; run++) {
            here = digest();
        }
        List<String> printed = ChildProcess.run(List.of(), FusedTest.class);
        assertThat(printed.get(printed.size() - 1)).isEqualTo(here);
    }

    public static void main(String[] args) {
        System.out.println(digest());
    }

    /** Of what one run of each of several functions gives. */
    private static String digest() {
        StringBuilder digest = new StringBuilder();
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            for (int seed = 0; seed < 10; seed++) {
                RandomFunction function = RandomFunction.of(new Random(seed), 4, 12);
                for (float[] result : arrays(fused(workspace, function, inputs(workspace, CHUNK + 77, seed)))) {
                    digest.append(Arrays.hashCode(bits(result))).append(' ');
                }
            }
        }
        return digest.toString();
    }

    @Test
    void resultsThatAreInputsOrEachOtherAreThoseVectors() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[] {1, 2});
            List<Vec> results = workspace
                    .fused(lazy -> {
                        Vec twice = lazy.apply(x).mul(2);
                        return new Several(List.of(
                                lazy.apply(x), twice, twice, x, lazy.apply(x).zeros()));
                    })
                    .all();
            assertThat(results.get(0)).isEqualTo(x);
            assertThat(results.get(3)).isSameAs(x);
            assertThat(results.get(2)).isSameAs(results.get(1));
            assertThat(results.get(1).toArray()).containsExactly(2, 4);
            assertThat(results.get(4).toArray()).containsExactly(0, 0);
        }
    }

    @Test
    void numbersMayBeAskedForOnTheWay() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[] {3, 4});
            Vec result = workspace
                    .fused(lazy -> {
                        Vec y = lazy.apply(x).mul(2);
                        return new Several(List.of(y.norm().value() == 10 ? y.add(1) : y));
                    })
                    .all()
                    .get(0);
            assertThat(result.toArray()).containsExactly(7, 9);
        }
    }

    @Test
    void vectorsThatWereNotGivenMayBeMixedIn() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[] {3, 4});
            Vec other = workspace.vec(new float[] {10, 20});
            Several results = workspace.fused(lazy -> {
                Vec y = lazy.apply(x).square();
                Vec made = workspace.vec(new float[] {1, 2});
                Several inner = workspace.fused(
                        again -> new Several(List.of(again.apply(y).add(other))));
                return new Several(List.of(
                        y.add(other), other.add(y), made.mul(y), inner.all().get(0)));
            });
            assertThat(arrays(results))
                    .containsExactly(
                            new float[] {19, 36}, new float[] {19, 36}, new float[] {9, 32}, new float[] {19, 36});
        }
    }

    @Test
    void sizesThatDoNotMatchAreRefusedWhereTheyMeet() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[] {3, 4});
            Vec y = workspace.vec(new float[] {3, 4, 5});
            assertThatThrownBy(() -> workspace.fused(
                            lazy -> new Several(List.of(lazy.apply(x).add(y)))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 and 3");
            assertThat(workspace
                            .fused(lazy -> new Several(List.of(lazy.apply(x).neg())))
                            .all()
                            .get(0)
                            .toArray())
                    .containsExactly(-3, -4);
        }
    }
}
