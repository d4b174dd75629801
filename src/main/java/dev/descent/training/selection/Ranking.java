package dev.descent.training.selection;

import dev.descent.training.Groups;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Examples in the order of a score, those with the same score by row.
 *
 * <p>Those without a score come after all others, in random order, whichever part is kept.
 *
 * @param scores NaN where nothing is known
 * @param lots a random order of the examples: what is drawn first has the lowest
 */
public record Ranking(double[] scores, int[] lots) {
    /** Which of the examples with a score are kept. */
    public enum Part {
        LOWEST,
        /** As many are left out at either end, or one more of the highest. */
        MIDDLE,
        HIGHEST,
        /** Chosen uniformly. */
        RANDOM
    }

    public Ranking {
        // Adding zero makes one of the two zeros, which would be ranked apart.
        scores = Arrays.stream(scores).map(score -> score + 0.0).toArray();
    }

    /** So many of all examples, in rising order. */
    public int[] kept(Part part, int wanted) {
        return chosen(part, IntStream.range(0, scores.length).toArray(), wanted)
                .sorted()
                .toArray();
    }

    /**
     * So many of each group, in rising order.
     *
     * @param shares how many, none more than the group has, {@code [K]}
     */
    public int[] kept(Part part, Groups groups, int[] shares) {
        int[][] members = groups.members();
        return IntStream.range(0, members.length)
                .flatMap(group -> chosen(part, members[group], shares[group]))
                .sorted()
                .toArray();
    }

    private IntStream chosen(Part part, int[] members, int wanted) {
        int[] known = Arrays.stream(members)
                .filter(example -> !Double.isNaN(scores[example]))
                .toArray();
        int[] unknown = Arrays.stream(members)
                .filter(example -> Double.isNaN(scores[example]))
                .toArray();
        int ofKnown = Math.min(wanted, known.length);
        Comparator<Integer> byLot = Comparator.comparingInt(example -> lots[example]);
        Comparator<Integer> byScore = Comparator.comparingDouble(example -> scores[example]);
        // Sorting is stable, and members come in the order of rows.
        IntStream first = switch (part) {
            case LOWEST -> first(known, byScore, 0, ofKnown);
            case HIGHEST -> first(known, byScore.reversed(), 0, ofKnown);
            case MIDDLE -> first(known, byScore, (known.length - ofKnown) / 2, ofKnown);
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
