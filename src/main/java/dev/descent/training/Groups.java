package dev.descent.training;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A division of the examples into groups, some of which may have no member.
 *
 * @param of the group of each example, counted from 0, {@code [N]}
 * @param names of the K groups
 */
public record Groups(int[] of, List<String> names) {
    /** More than this are no groups but something that tells examples apart. */
    public static final int MOST = 1000;

    public Groups {
        names = List.copyOf(names);
    }

    /** K. */
    public int count() {
        return names.size();
    }

    /** How many examples each group has, {@code [K]}. */
    public int[] sizes() {
        int[] sizes = new int[count()];
        for (int group : of) {
            sizes[group]++;
        }
        return sizes;
    }

    /**
     * A weight for each example that depends on its group alone.
     *
     * @param ofGroups what the weights are proportional to, {@code [K]}; of groups without members it does not matter
     * @return {@code [N]}, their mean one
     */
    public float[] weights(double[] ofGroups) {
        int[] sizes = sizes();
        double sum = IntStream.range(0, count())
                .filter(k -> sizes[k] > 0)
                .mapToDouble(k -> sizes[k] * ofGroups[k])
                .sum();
        float[] weights = new float[of.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (ofGroups[of[i]] * (weights.length / sum));
        }
        return weights;
    }

    /** The examples of each group, in rising order. */
    public int[][] members() {
        int[] sizes = sizes();
        int[][] members = IntStream.of(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] filled = new int[count()];
        for (int i = 0; i < of.length; i++) {
            members[of[i]][filled[of[i]]++] = i;
        }
        return members;
    }
}
