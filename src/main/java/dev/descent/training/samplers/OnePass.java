package dev.descent.training.samplers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.PrivateMechanism.Batching;
import dev.descent.training.PrivateMechanism.Partitioned;
import dev.descent.training.Sampler;
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
public record OnePass(
        @Option(value = "Examples per step, B.", min = 1, max = 1_000_000)
        int batchSize) implements Sampler {
    public OnePass {
        Options.check(OnePass.class, batchSize);
    }

    public OnePass() {
        this(64);
    }

    @Override
    public Batching batching() {
        return new Partitioned(batchSize);
    }

    @Override
    public Sampling over(int examples, Randomness randomness, Optional<SecretRandomness> secret) {
        return new Pass(examples, randomness);
    }

    /** Draws the order when the first batch is asked for, as the number of steps is often all that is wanted. */
    private static final class Pass implements Sampling {
        private final int examples;
        private final Randomness randomness;
        private int[] order = {};

        Pass(int examples, Randomness randomness) {
            this.examples = examples;
            this.randomness = randomness;
        }

        @Override
        public int[] rows(long step, long position, int size) {
            if (position < 0 || position >= examples) {
                throw new IllegalArgumentException(
                        "one pass over " + examples + " examples has none at position " + position);
            }
            if (order.length == 0) {
                order = randomness.draws(Randomness.Purpose.ORDER, 0, 0).permutation(examples);
            }
            return Arrays.copyOfRange(order, (int) position, (int) Math.min(position + size, examples));
        }

        @Override
        public long stepsPerEpoch(int size) {
            return ((long) examples + size - 1) / size;
        }
    }
}
