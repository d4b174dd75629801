package dev.descent.training.samplers;

import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Arrays;
import java.util.Optional;

/**
 * B independent uniform draws: an example may come twice in a batch, and not at all in an epoch.
 *
 * <p>This is the sampling that most proofs of convergence are about. In N draws an example is missing with a probability
 * near 1/e, so that epochs of {@link Shuffle} nearly always train faster.
 */
@Strategy(
        type = "with_replacement",
        title = "Independent uniform draws",
        description = "Every example of a batch is drawn uniformly and independently, whatever came before.")
public record WithReplacement(@Unwrapped Batching batching) implements Sampler {
    public WithReplacement(int batchSize) {
        this(new Batching(batchSize));
    }

    public WithReplacement() {
        this(new Batching());
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        int examples = set.size();
        return turn -> {
            Draws draws = randomness.draws(Randomness.Purpose.ORDER, turn.step(), 0);
            int[] rows = new int[turn.size()];
            Arrays.setAll(rows, i -> draws.below(examples));
            return new Draw(rows);
        };
    }
}
