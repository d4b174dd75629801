package dev.descent.training.samplers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.selection.Shares;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Arrays;
import java.util.Optional;

/**
 * Shuffled epochs of a part of the examples, chosen uniformly at random once and for all.
 *
 * <pre>
 *   K = round(keep · N), at least 1
 * </pre>
 *
 * <p>Symbols: N the number of training examples, K of those that are trained on; an epoch goes once over K. The same seed
 * chooses the same. For a short first training, as {@code less} has it, after which all examples are looked at, and to
 * compare chosen examples with. Do not take it for a smaller data set: scores and the split know all examples.
 */
@Strategy(
        type = "random_subset",
        title = "Random part of the examples",
        description = "Shuffled epochs of a part of the examples, chosen uniformly at random at the start.")
public record RandomSubset(
        @Unwrapped Batching batching,

        @Option(value = "The part of the examples that is trained on.", above = 0, max = 1)
        double keep)
        implements Sampler {
    public RandomSubset {
        Options.check(RandomSubset.class, batching, keep);
    }

    public RandomSubset(int batchSize, double keep) {
        this(new Batching(batchSize), keep);
    }

    public RandomSubset() {
        this(new Batching(), 0.05);
    }

    @Override
    public int examplesPerEpoch(int examples) {
        return Shares.of(examples, keep);
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        int[] kept = Arrays.copyOf(
                randomness.draws(Randomness.Purpose.SAMPLING, 0, 0).permutation(set.size()),
                examplesPerEpoch(set.size()));
        Arrays.sort(kept);
        return Shuffle.epochs(kept, randomness);
    }
}
