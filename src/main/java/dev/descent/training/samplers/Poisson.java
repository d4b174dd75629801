package dev.descent.training.samplers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.PrivateMechanism.BatchLaw;
import dev.descent.training.PrivateMechanism.Sampled;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Bits;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Every example is in a batch with probability q, independently of all others and of all other steps.
 *
 * <p>The size of a batch is random, and may be 0; sums are divided by the expected batch size B, which is a constant that
 * the user gives. For privacy q and B must not be worked out from the data: whoever knows B/q exactly knows the number of
 * examples. Without a rate q is B over the number of examples, and training is not private; as the mean of no losses is
 * nothing, an empty batch then becomes one of a single example. Privacy accounting that
 * counts on chance counts on this sampler: shuffled epochs leak up to several times more (Annamalai et al.,
 * arXiv:2411.10614). A draw costs about a nanosecond for each example of the data set in every step.
 */
@Strategy(
        type = "poisson",
        title = "Poisson sampling",
        description =
                "Every example is in a batch with the same probability, independently. What private training needs.")
public record Poisson(
        @Unwrapped Batching batching,

        @Option(
                value =
                        "q, the probability of an example to be in a batch. Null: B over the number of examples, which private "
                                + "training must not use.",
                above = 0,
                max = 1)
        @Nullable
        Double rate)
        implements Sampler {
    /** 2³², the number of values that 32 bits have. */
    private static final double VALUES = 0x1.0p32;

    /** Streams of a step's draws. */
    private static final int FIRST_DIGITS = 0;

    private static final int FURTHER_DIGITS = 1;
    private static final int SINGLE = 2;

    public Poisson {
        Options.check(Poisson.class, batching, rate);
    }

    public Poisson(int batchSize, @Nullable Double rate) {
        this(new Batching(batchSize), rate);
    }

    public Poisson() {
        this(new Batching(), null);
    }

    @Override
    public BatchLaw batchLaw() {
        return rate == null ? Sampler.super.batchLaw() : new Sampled(rate, batchSize());
    }

    @Override
    public long stepsPerEpoch(int examples, int size) {
        return Math.max(1, (long) Math.ceil(1 / probability(examples)));
    }

    private double probability(int examples) {
        return rate == null ? Math.min(1, (double) batchSize() / Math.max(1, examples)) : rate;
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        int examples = set.size();
        double q = probability(examples);
        if (secret.isPresent()) {
            return new Independent(
                    examples, q, (step, stream) -> secret.get().draws(SecretRandomness.Purpose.SAMPLING, step, stream));
        }
        Sampling open = new Independent(
                examples, q, (step, stream) -> randomness.draws(Randomness.Purpose.ORDER, step, stream));
        return new NeverEmpty(
                open,
                step -> randomness.draws(Randomness.Purpose.ORDER, step, SINGLE).below(examples));
    }

    private interface Source {
        Bits at(long step, int stream);
    }

    private record NeverEmpty(Sampling sampling, LongToIntFunction single) implements Sampling {
        @Override
        public Draw draw(Turn turn) {
            Draw draw = sampling.draw(turn);
            return draw.rows().length > 0 ? draw : new Draw(single.applyAsInt(turn.step()));
        }
    }

    /**
     * Compares the binary digits of a uniform number with those of q, 32 at a time: more than the first 32 are needed once
     * in four billion examples, and after 64 digits the comparison is over, as 2⁻⁶⁴ is nothing beside the digits of q.
     */
    private record Independent(int examples, double q, Source source) implements Sampling {
        private static final int WORDS = 4096;

        @Override
        public Draw draw(Turn turn) {
            double scaled = q * VALUES;
            long first = (long) scaled;
            long second = (long) ((scaled - first) * VALUES);
            Bits bits = source.at(turn.step(), FIRST_DIGITS);
            Bits more = source.at(turn.step(), FURTHER_DIGITS);
            int[] one = new int[1];
            int[] words = new int[WORDS];
            int[] rows = new int[Math.max(1, turn.size())];
            int found = 0;
            for (int from = 0; from < examples; from += WORDS) {
                bits.bits(words);
                int count = Math.min(WORDS, examples - from);
                for (int i = 0; i < count; i++) {
                    long word = words[i] & 0xFFFFFFFFL;
                    if (word > first) {
                        continue;
                    }
                    if (word == first) {
                        more.bits(one);
                        if ((one[0] & 0xFFFFFFFFL) >= second) {
                            continue;
                        }
                    }
                    if (found == rows.length) {
                        rows = Arrays.copyOf(rows, 2 * found);
                    }
                    rows[found++] = from + i;
                }
            }
            return new Draw(Arrays.copyOf(rows, found));
        }
    }
}
