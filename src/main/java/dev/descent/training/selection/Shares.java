package dev.descent.training.selection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How many of a number of examples each group gives; none gives more than it has. */
public final class Shares {
    private Shares() {}

    /** round(part · N) of N, at least one of them. */
    public static int of(int n, double part) {
        return (int) Math.min(n, Math.max(1, Math.round(part * n)));
    }

    /**
     * The same part of every group, up to one: the whole parts, and one more where the remainder is largest; ties go to the
     * first.
     *
     * @param sizes of the groups
     * @param wanted at most as many as all have together
     */
    public static int[] proportional(int[] sizes, int wanted) {
        long all = Math.max(1, Arrays.stream(sizes).asLongStream().sum());
        int[] shares = Arrays.stream(sizes)
                .map(size -> (int) (size * (long) wanted / all))
                .toArray();
        int missing = wanted - Arrays.stream(shares).sum();
        IntStream.range(0, sizes.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer group) -> -(sizes[group] * (long) wanted % all)))
                .limit(missing)
                .forEach(group -> shares[group]++);
        return shares;
    }

    /**
     * As many of every group as it has, up to a level that those with more have in common, up to one: the first give the
     * one more.
     *
     * @param sizes of the groups
     * @param wanted at most as many as all have together
     */
    public static int[] equal(int[] sizes, int wanted) {
        int[] rising = Arrays.stream(sizes).sorted().toArray();
        int missing = wanted;
        int level = 0;
        for (int i = 0; i < rising.length; i++) {
            level = missing / (rising.length - i);
            if (rising[i] > level) {
                break;
            }
            missing -= rising[i];
        }
        int common = level;
        int[] shares = Arrays.stream(sizes).map(size -> Math.min(size, common)).toArray();
        IntStream.range(0, sizes.length)
                .filter(group -> sizes[group] > common)
                .limit(wanted - Arrays.stream(shares).sum())
                .forEach(group -> shares[group]++);
        return shares;
    }
}
