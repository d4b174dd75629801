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
 * Every example once per epoch, in an order that is new in each epoch.
 *
 * <p>The order of epoch e is a uniformly random permutation drawn at address e. The last batch of an epoch is smaller
 * when B does not divide the number of examples.
 */
@Strategy(
        type = "shuffle",
        title = "Shuffled epochs",
        description = "Every example once per epoch, in an order that is new in each epoch.")
public record Shuffle(@Unwrapped Batching batching) implements Sampler {
    public Shuffle(int batchSize) {
        this(new Batching(batchSize));
    }

    public Shuffle() {
        this(new Batching());
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        return epochs(set.size(), randomness);
    }

    /** Shuffled epochs of examples that are numbered from 0. */
    static Sampling epochs(int examples, Randomness randomness) {
        return new Epochs(
                examples,
                epoch -> randomness.draws(Randomness.Purpose.ORDER, epoch, 0).permutation(examples));
    }

    /** Shuffled epochs of these examples alone. */
    static Sampling epochs(int[] chosen, Randomness randomness) {
        Sampling places = epochs(chosen.length, randomness);
        return turn -> new Draw(IntStream.of(places.draw(turn).rows())
                .map(place -> chosen[place])
                .toArray());
    }
}
