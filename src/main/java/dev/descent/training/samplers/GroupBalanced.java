package dev.descent.training.samplers;

import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Every batch has the same number of examples from each group that has members.
 *
 * <pre>
 *   the example at position p of the run is of group p mod K, and the (p div K)-th that this group gives
 * </pre>
 *
 * <p>Symbols: K the number of groups with members, p how many examples came before. A batch has ⌊B/K⌋ or ⌈B/K⌉ of each
 * group, whatever the batch sizes are, and the groups that have one more change from batch to batch; with B less than K
 * each batch leaves K − B groups out. A group gives its members in a random order, then again in another, so that small groups
 * come round more often: what is minimized is the mean of the losses of the groups. Groups follow each other in a fixed
 * order, so that with B less than K the same ones may always meet. Not for groups so small that they would be learned by heart:
 * {@link Temperature} is in between.
 */
@Strategy(
        type = "group_balanced",
        title = "Balanced groups",
        description =
                "Every batch has the same number of examples from each group; small groups come round more often.")
public record GroupBalanced(
        @Unwrapped Batching batching, @Unwrapped Grouping grouping) implements Sampler {
    public GroupBalanced(int batchSize, String group) {
        this(new Batching(batchSize), new Grouping(group));
    }

    public GroupBalanced() {
        this(new Batching(), new Grouping());
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        int[][] members = grouping.of(set).members();
        Rounds[] groups = IntStream.range(0, members.length)
                .filter(k -> members[k].length > 0)
                .mapToObj(k -> new Rounds(members[k], k, randomness))
                .toArray(Rounds[]::new);
        return turn -> {
            int[] rows = new int[turn.size()];
            for (int i = 0; i < rows.length; i++) {
                long position = turn.position() + i;
                rows[i] = groups[(int) (position % groups.length)].member(position / groups.length);
            }
            return new Draw(rows);
        };
    }

    /** The members of a group, round by round; keeps the order of the round asked for last. */
    private static final class Rounds {
        private final int[] members;
        private final int stream;
        private final Randomness randomness;
        private long round = -1;
        private int[] order = {};

        Rounds(int[] members, int stream, Randomness randomness) {
            this.members = members;
            this.stream = stream;
            this.randomness = randomness;
        }

        int member(long turn) {
            long wanted = turn / members.length;
            if (wanted != round) {
                order = randomness
                        .draws(Randomness.Purpose.ORDER, wanted, stream)
                        .permutation(members.length);
                round = wanted;
            }
            return members[order[(int) (turn % members.length)]];
        }
    }
}
