package dev.descent.training.samplers;

import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Groups;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Optional;

/**
 * Every example once per epoch, each batch with the shares that the groups have in the data.
 *
 * <p>The turns of the groups in an epoch are put into an order in which each has its share at any time (Tijdeman,
 * doi:10.1016/0012-365X(80)90269-1), which is the same in each epoch but begins at a random place; who takes a turn of a
 * group is a random permutation of its members, new in each epoch. So an example is equally likely to come at any place,
 * and of B examples of an epoch in a row, n_k of N being in group k and K groups having members,
 *
 * <pre>
 *   |count_k − B n_k/N| ≤ 2 − 1/(K − 1)
 *   count_k = B n_k/N   if that is a whole number for every group
 * </pre>
 *
 * <p>whatever the batch sizes are and however they change. Two groups are as even as whole numbers can be. The last batch
 * of an epoch is smaller when B does not divide N. The gradient varies less than with {@link Shuffle} as far as groups
 * differ, and stays unbiased; where they do not differ nothing is won.
 */
@Strategy(
        type = "stratified",
        title = "Stratified epochs",
        description = "Every example once per epoch; every batch has the shares that groups have in the data.",
        paper = "doi:10.1016/0012-365X(80)90269-1")
public record Stratified(
        @Unwrapped Batching batching, @Unwrapped Grouping grouping) implements Sampler {
    public Stratified(int batchSize, String group) {
        this(new Batching(batchSize), new Grouping(group));
    }

    public Stratified() {
        this(new Batching(), new Grouping());
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        return new Epochs(set.size(), new Orders(grouping.of(set), randomness)::of);
    }

    /** The orders of the epochs; the turns of the groups are worked out when they are needed first. */
    private static final class Orders {
        private final Groups groups;
        private final Randomness randomness;
        private int[] turns = {};

        Orders(Groups groups, Randomness randomness) {
            this.groups = groups;
            this.randomness = randomness;
        }

        int[] of(long epoch) {
            int examples = groups.of().length;
            if (turns.length == 0) {
                turns = Apportionment.sequence(groups.sizes());
            }
            Draws draws = randomness.draws(Randomness.Purpose.ORDER, epoch, 0);
            int[][] members = shuffled(draws.permutation(examples));
            int[] taken = new int[members.length];
            int first = draws.below(examples);
            int[] order = new int[examples];
            for (int i = 0; i < examples; i++) {
                int group = turns[(int) (((long) first + i) % examples)];
                order[i] = members[group][taken[group]++];
            }
            return order;
        }

        /** The examples of each group, in the order of a permutation of all. */
        private int[][] shuffled(int[] permutation) {
            int[] of = new int[permutation.length];
            for (int i = 0; i < of.length; i++) {
                of[i] = groups.of()[permutation[i]];
            }
            int[][] members = new Groups(of, groups.names()).members();
            for (int[] group : members) {
                for (int i = 0; i < group.length; i++) {
                    group[i] = permutation[group[i]];
                }
            }
            return members;
        }
    }
}
