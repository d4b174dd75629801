package dev.descent.training.selection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Points that stand for all others: a set S of k points that maximizes facility location, found greedily.
 *
 * <pre>
 *   F(S) = Σᵢ max_{j ∈ S} sᵢⱼ,   sᵢⱼ = D − ‖xᵢ − xⱼ‖
 * </pre>
 *
 * <p>Symbols: xᵢ a point, {@code [K]}; D the greatest distance of two points, so that similarities are not negative. F is
 * monotone and submodular: the greedy set has at least 1 − 1/e of the greatest value that a set of k points has (Nemhauser
 * et al., doi:10.1007/BF01588971). A gain never grows while S does, so one that was computed before is a bound, and only the
 * candidate with the greatest bound is looked at again (Minoux, doi:10.1007/BFb0006528). Of equal gains the first point
 * wins.
 *
 * <p>It holds an n × n matrix of floats: split sets of more than a few thousand points.
 */
public final class FacilityLocation {
    private final int n;
    private final float[][] similarities;

    /** @param points one array of K coordinates each */
    public FacilityLocation(float[][] points) {
        n = points.length;
        similarities = new float[n][n];
        float greatest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                float distance = distance(points[i], points[j]);
                similarities[i][j] = distance;
                greatest = Math.max(greatest, distance);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                similarities[i][j] = greatest - similarities[i][j];
                similarities[j][i] = similarities[i][j];
            }
            similarities[i][i] = greatest;
        }
    }

    private static float distance(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            double difference = (double) a[k] - b[k];
            sum += difference * difference;
        }
        return (float) Math.sqrt(sum);
    }

    /**
     * What was chosen.
     *
     * @param points in the order of their choice, {@code [k]}
     * @param sizes how many points each of them stands for, itself among them, {@code [k]}
     * @param value F(S)
     */
    public record Chosen(int[] points, int[] sizes, double value) {}

    /** @param k between 0 and the number of points */
    public Chosen choose(int k) {
        float[] covered = new float[n];
        int[] chosen = new int[k];
        PriorityQueue<Candidate> candidates = new PriorityQueue<>();
        for (int j = 0; j < n; j++) {
            candidates.add(new Candidate(j, gain(j, covered), 0));
        }
        for (int size = 0; size < k; size++) {
            Candidate best = candidates.remove();
            while (best.known() < size) {
                candidates.add(new Candidate(best.point(), gain(best.point(), covered), size));
                best = candidates.remove();
            }
            chosen[size] = best.point();
            for (int i = 0; i < n; i++) {
                covered[i] = Math.max(covered[i], similarities[i][best.point()]);
            }
        }
        double value = 0;
        for (float similarity : covered) {
            value += similarity;
        }
        return new Chosen(chosen, sizes(chosen), value);
    }

    /** @param known how many points had been chosen when the gain was computed */
    private record Candidate(int point, double gain, int known) implements Comparable<Candidate> {
        private static final Comparator<Candidate> ORDER =
                Comparator.comparingDouble((Candidate c) -> -c.gain).thenComparingInt(c -> c.point);

        @Override
        public int compareTo(Candidate other) {
            return ORDER.compare(this, other);
        }
    }

    private double gain(int j, float[] covered) {
        float[] row = similarities[j];
        double gain = 0;
        for (int i = 0; i < n; i++) {
            gain += Math.max(0, row[i] - covered[i]);
        }
        return gain;
    }

    private int[] sizes(int[] chosen) {
        int[] sizes = new int[chosen.length];
        boolean[] isChosen = new boolean[n];
        Arrays.stream(chosen).forEach(j -> isChosen[j] = true);
        for (int c = 0; c < chosen.length; c++) {
            sizes[c] = 1;
        }
        for (int i = 0; i < n && chosen.length > 0; i++) {
            if (!isChosen[i]) {
                sizes[nearest(i, chosen)]++;
            }
        }
        return sizes;
    }

    private int nearest(int i, int[] chosen) {
        int best = 0;
        for (int c = 1; c < chosen.length; c++) {
            if (similarities[i][chosen[c]] > similarities[i][chosen[best]]) {
                best = c;
            }
        }
        return best;
    }
}
