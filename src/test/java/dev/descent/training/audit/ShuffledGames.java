package dev.descent.training.audit;

import dev.descent.training.Batching;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.TrainingSet;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Arrays;
import java.util.Optional;

/**
 * Shuffled epochs that claim to be Poisson sampling: every run of examples behind each other is shuffled for itself, and
 * one of each goes into every batch.
 *
 * @param length of a run of examples, and of an epoch in steps
 */
record ShuffledGames(int length) implements Sampler {
    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        Sampler shuffle = new Shuffle(1);
        Sampling[] games = new Sampling[set.size() / length];
        Arrays.setAll(games, game -> shuffle.over(TestSet.of(length), new Randomness(game), Optional.empty()));
        return turn -> {
            int[] rows = new int[games.length];
            Arrays.setAll(rows, game -> game * length + TestSet.rows(games[game], turn.step(), turn.step(), 1)[0]);
            return new Draw(rows);
        };
    }

    @Override
    public long stepsPerEpoch(int examples, int size) {
        return length;
    }

    @Override
    public Batching batching() {
        return new Batching(1);
    }

    @Override
    public PrivateMechanism.BatchLaw batchLaw() {
        return new PrivateMechanism.Sampled(1.0 / length, batchSize());
    }
}
