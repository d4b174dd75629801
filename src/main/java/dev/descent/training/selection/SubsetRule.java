package dev.descent.training.selection;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.training.Groups;
import dev.descent.training.tensor.Randomness;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which examples a subset has, by a score of each.
 *
 * <pre>
 *   K = round(keep · N), at least 1
 * </pre>
 *
 * <p>Symbols: N the number of examples, K of those in the subset. {@code highest} and {@code lowest} take those at that end
 * of the score, those with the same score by row; {@code random} takes K uniformly by the seed, which is what the others
 * have to be compared with. Examples without a score come after all others, in random order.
 *
 * <p>How many of the K each group gives: {@code none} looks at no groups; {@code proportional} takes the same part of each,
 * up to one; {@code equal} takes as many of each, and what a small group cannot give is spread over the others. Within a
 * group the score decides.
 */
public record SubsetRule(
        @Option(
                value = "The part of the rows that are trained on which the subset has: rounded, at least one row.",
                above = 0,
                max = 1)
        double keep,

        @Option(
                "Which rows it has: those with the highest or lowest score, or random as many, chosen uniformly, to compare"
                        + " with. Rows without a score come last.")
        Choice choose,

        @Option(
                "How groups of rows share in it. none: the score alone decides; proportional: each group gives its part;"
                        + " equal: each gives as many, as far as it has them.")
        Balance balance) {
    /** Which examples are taken. */
    public enum Choice {
        HIGHEST(Ranking.Part.HIGHEST),
        LOWEST(Ranking.Part.LOWEST),
        RANDOM(Ranking.Part.RANDOM);

        private final Ranking.Part part;

        Choice(Ranking.Part part) {
            this.part = part;
        }
    }

    /** How groups share in a subset. */
    public enum Balance {
        NONE,
        PROPORTIONAL,
        EQUAL
    }

    public SubsetRule {
        Options.check(SubsetRule.class, keep, choose, balance);
    }

    public SubsetRule(double keep) {
        this(keep, Choice.HIGHEST, Balance.NONE);
    }

    /** K, of N examples. */
    public int size(int examples) {
        return Shares.of(examples, keep);
    }

    /**
     * The examples of the subset, in rising order.
     *
     * @param scores {@code [N]}; NaN where nothing is known
     * @param groups of the N examples; null if there is no balance to keep
     * @param randomness of the seed: the same makes the same subset
     */
    public int[] chosen(float[] scores, @Nullable Groups groups, Randomness randomness) {
        Ranking ranking = new Ranking(
                IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).toArray(),
                randomness.draws(Randomness.Purpose.SELECTION, 0, 0).permutation(scores.length));
        int wanted = size(scores.length);
        if (balance == Balance.NONE) {
            return ranking.kept(choose.part, wanted);
        }
        if (groups == null) {
            throw new IllegalArgumentException("there are no groups to balance");
        }
        int[] sizes = groups.sizes();
        int[] shares = balance == Balance.EQUAL ? Shares.equal(sizes, wanted) : Shares.proportional(sizes, wanted);
        return ranking.kept(choose.part, groups, shares);
    }
}
