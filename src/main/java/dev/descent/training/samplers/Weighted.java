package dev.descent.training.samplers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Draws with replacement, with probabilities proportional to a column.
 *
 * <pre>
 *   pᵢ = cᵢ / Σⱼ cⱼ,   weights of losses: 1, or 1/(N pᵢ) if unbiased
 * </pre>
 *
 * <p>Symbols: cᵢ the number in the column, N the number of training examples. Without weights what is minimized is
 * Σᵢ pᵢ lᵢ; with them it is the mean of all losses, and the column only says where to look more often, which pays where
 * pᵢ grows with the norm of the gradient of example i. A row of weight zero is never drawn, and is refused where the mean
 * is to stand for all. The network does not see the column. Not for numbers of very different sizes in the unbiased form:
 * few drawn examples then decide a batch, as the metric {@code effective_sample_size} shows.
 */
@Strategy(
        type = "weighted",
        title = "Weighted sampling",
        description = "Draws examples with probabilities proportional to a column, with replacement.")
public record Weighted(
        @Unwrapped Batching batching,

        @Option(value = "The column of the weights: numbers, none negative, not all zero.", minSize = 1, maxSize = 200)
        String column,

        @Option("Whether losses are divided by N p, so that their mean stands for all examples alike.")
        boolean unbiased)
        implements Sampler {
    public Weighted {
        Options.check(Weighted.class, batching, column, unbiased);
    }

    public Weighted(int batchSize, String column, boolean unbiased) {
        this(new Batching(batchSize), column, unbiased);
    }

    public Weighted(String column) {
        this(new Batching(), column, false);
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public List<String> numberColumns() {
        return List.of(column);
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        float[] weights = weights(set);
        Categorical law = new Categorical(
                IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).toArray());
        return turn -> {
            Draws draws = randomness.draws(Randomness.Purpose.ORDER, turn.step(), 0);
            int[] rows = new int[turn.size()];
            float[] inverse = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = law.draw(draws);
                inverse[i] = 1 / weights[rows[i]];
            }
            return unbiased ? new Draw(rows, Optional.of(inverse)) : new Draw(rows);
        };
    }

    /** N pᵢ. */
    private float[] weights(TrainingSet set) {
        try {
            float[] weights = set.weights(column);
            for (int i = 0; unbiased && i < weights.length; i++) {
                if (!(1 / weights[i] < Float.POSITIVE_INFINITY)) {
                    throw new InvalidOptions(
                            "",
                            "invalid_weights",
                            "unbiased sampling must be able to draw every row, but column \"" + column
                                    + "\" has 0, or next to nothing beside the mean, in training row " + i
                                    + ", counted from 0");
                }
            }
            return weights;
        } catch (InvalidOptions e) {
            throw e.under("/column");
        }
    }
}
