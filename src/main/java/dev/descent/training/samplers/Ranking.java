package dev.descent.training.samplers;

import dev.descent.training.Groups;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Examples in the order of how hard they are.
 *
 * @param hardness greater for harder examples, NaN where nothing is known
 * @param lots a random order of the examples: what is drawn first has the lowest
 */
record Ranking(double[] hardness, int[] lots) {
    /** So many of all examples, in rising order. */
    int[] kept(FromScores.Side side, int wanted) {
        return chosen(side, IntStream.range(0, hardness.length).toArray(), wanted)
                .sorted()
                .toArray();
    }

    /** So many of all examples, with the same part of every group, up to one. */
    int[] kept(FromScores.Side side, Groups groups, int wanted) {
        int[][] members = groups.members();
        int[] shares = shares(groups.sizes(), wanted);
        return IntStream.range(0, members.length)
                .flatMap(group -> chosen(side, members[group], shares[group]))
                .sorted()
                .toArray();
    }

    /** The whole parts of equal shares, and one more where the remainder is largest; ties go to the first. */
    static int[] shares(int[] sizes, int wanted) {
        long all = Arrays.stream(sizes).asLongStream().sum();
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

    private IntStream chosen(FromScores.Side side, int[] members, int wanted) {
        int[] known = Arrays.stream(members)
                .filter(example -> !Double.isNaN(hardness[example]))
                .toArray();
        int[] unknown = Arrays.stream(members)
                .filter(example -> Double.isNaN(hardness[example]))
                .toArray();
        int ofKnown = Math.min(wanted, known.length);
        Comparator<Integer> byLot = Comparator.comparingInt(example -> lots[example]);
        Comparator<Integer> byHardness = Comparator.comparingDouble(example -> hardness[example]);
        // Sorting is stable, and members come in the order of rows.
        IntStream first = switch (side) {
            case EASY -> first(known, byHardness, 0, ofKnown);
            case HARD -> first(known, byHardness.reversed(), 0, ofKnown);
            case BAND -> first(known, byHardness, (known.length - ofKnown) / 2, ofKnown);
            case RANDOM -> first(known, byLot, 0, ofKnown);
        };
        return IntStream.concat(first, first(unknown, byLot, 0, wanted - ofKnown));
    }

    private static IntStream first(int[] members, Comparator<Integer> order, int passed, int count) {
        return Arrays.stream(members)
                .boxed()
                .sorted(order)
                .skip(passed)
                .limit(count)
                .mapToInt(Integer::intValue);
    }
}
