package dev.descent.training.samplers;

import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.PrivateMechanism.BatchLaw;
import dev.descent.training.PrivateMechanism.Partitioned;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every example once in the whole run.
 *
 * <p>The order is a uniformly random permutation that follows from the seed and the number of examples, so that no
 * example's content says anything of the batch of another. The last batch is smaller when B does not divide the number of
 * examples. A run may be shorter than the pass but not longer: what is trained on once is as good as new data, which is
 * what one-pass stochastic approximation and local differential privacy count on. Where the same data should be seen again,
 * take shuffled epochs.
 */
@Strategy(
        type = "one_pass",
        title = "A single pass",
        description =
                "Every example is in exactly one batch of the whole run, in random order. What local privacy needs.")
public record OnePass(@Unwrapped Batching batching) implements Sampler {
    public OnePass(int batchSize) {
        this(new Batching(batchSize));
    }

    public OnePass() {
        this(new Batching());
    }

    @Override
    public BatchLaw batchLaw() {
        return new Partitioned(batchSize());
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        return new Pass(set.size(), randomness);
    }

    /** Draws the order when the first batch is asked for. */
    private static final class Pass implements Sampling {
        private final int examples;
        private final Randomness randomness;
        private int[] order = {};

        Pass(int examples, Randomness randomness) {
            this.examples = examples;
            this.randomness = randomness;
        }

        @Override
        public Draw draw(Turn turn) {
            long position = turn.position();
            if (position < 0 || position >= examples) {
                throw new IllegalArgumentException(
                        "one pass over " + examples + " examples has none at position " + position);
            }
            if (order.length == 0) {
                order = randomness.draws(Randomness.Purpose.ORDER, 0, 0).permutation(examples);
            }
            return new Draw(
                    Arrays.copyOfRange(order, (int) position, (int) Math.min(position + turn.size(), examples)));
        }
    }
}
