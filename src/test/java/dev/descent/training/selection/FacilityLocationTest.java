package dev.descent.training.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FacilityLocationTest {
    private static float[][] points(long seed, int n) {
        Random random = new Random(seed);
        float[][] points = new float[n][3];
        for (float[] point : points) {
            for (int k = 0; k < point.length; k++) {
                point[k] = (float) random.nextGaussian();
            }
        }
        return points;
    }

    private static double[][] similarities(float[][] points) {
        int n = points.length;
        double[][] distances = new double[n][n];
        double greatest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < points[i].length; k++) {
                    sum += Math.pow((double) points[i][k] - points[j][k], 2);
                }
                distances[i][j] = (float) Math.sqrt(sum);
                greatest = Math.max(greatest, distances[i][j]);
            }
        }
        for (double[] row : distances) {
            for (int j = 0; j < n; j++) {
                row[j] = (float) greatest - (float) row[j];
            }
        }
        return distances;
    }

    private static double value(double[][] similarities, List<Integer> chosen) {
        return Arrays.stream(similarities)
                .mapToDouble(
                        row -> chosen.stream().mapToDouble(j -> row[j]).max().orElse(0))
                .sum();
    }

    /** Every candidate is looked at in every round. */
    private static List<Integer> greedy(double[][] similarities, int k) {
        List<Integer> chosen = new ArrayList<>();
        while (chosen.size() < k) {
            int best = -1;
            double most = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < similarities.length; j++) {
                List<Integer> more = new ArrayList<>(chosen);
                more.add(j);
                double value = value(similarities, more);
                if (!chosen.contains(j) && value > most + 1e-9) {
                    best = j;
                    most = value;
                }
            }
            chosen.add(best);
        }
        return chosen;
    }

    private static double best(double[][] similarities, int k, int from, List<Integer> chosen) {
        if (chosen.size() == k) {
            return value(similarities, chosen);
        }
        double best = 0;
        for (int j = from; j < similarities.length; j++) {
            List<Integer> more = new ArrayList<>(chosen);
            more.add(j);
            best = Math.max(best, best(similarities, k, j + 1, more));
        }
        return best;
    }

    @Property(tries = 60)
    void lazyEvaluationChoosesWhatAFullLookAtAllCandidatesWould(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int n, @ForAll @IntRange(min = 0, max = 25) int k) {
        float[][] points = points(seed, n);
        int size = Math.min(k, n);

        FacilityLocation.Chosen chosen = new FacilityLocation(points).choose(size);

        assertThat(IntStream.of(chosen.points()).boxed().toList()).isEqualTo(greedy(similarities(points), size));
    }

    @Property(tries = 30)
    void theValueIsAtLeastTheGuaranteedPartOfTheBest(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int k) {
        float[][] points = points(seed, 9);
        double[][] similarities = similarities(points);

        FacilityLocation.Chosen chosen = new FacilityLocation(points).choose(k);

        double best = best(similarities, k, 0, List.of());
        assertThat(chosen.value()).isBetween((1 - 1 / Math.E) * best, best + 1e-4);
        assertThat(chosen.value())
                .isCloseTo(
                        value(
                                similarities,
                                IntStream.of(chosen.points()).boxed().toList()),
                        org.assertj.core.api.Assertions.within(1e-4));
    }

    @Test
    void eachClusterHasItsRepresentativeAndEveryPointBelongsToOne() {
        float[][] points = {{0, 0}, {0.1f, 0}, {-0.1f, 0}, {10, 0}, {10.1f, 0}, {0, 10}};

        FacilityLocation.Chosen chosen = new FacilityLocation(points).choose(3);

        int[] clusterOf = {0, 0, 0, 1, 1, 2};
        int[] sizeOf = {3, 2, 1};
        assertThat(IntStream.of(chosen.points()).map(point -> clusterOf[point])).containsExactlyInAnyOrder(0, 1, 2);
        for (int c = 0; c < 3; c++) {
            assertThat(chosen.sizes()[c]).isEqualTo(sizeOf[clusterOf[chosen.points()[c]]]);
        }
    }

    @Test
    void equalPointsAreChosenInTheirOrder() {
        assertThat(new FacilityLocation(new float[5][2]).choose(5).points()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void nothingIsChosenOfNothing() {
        FacilityLocation.Chosen chosen = new FacilityLocation(new float[0][]).choose(0);

        assertThat(chosen.points()).isEmpty();
        assertThat(chosen.value()).isZero();
    }
}
