package dev.descent.jobs.run;

import dev.descent.artifacts.TrainedModel;
import dev.descent.training.Observer;
import dev.descent.training.Outcome;
import dev.descent.training.Snapshot;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Map;
import java.util.Optional;

/** The training of one job, with its data open. Used by one thread. */
public interface TrainingRun extends AutoCloseable {
    /**
     * @param secret where a private run's noise comes from
     * @throws dev.descent.training.Diverged when a loss is not finite
     */
    Outcome train(Optional<Snapshot> from, Observer observer, Optional<SecretRandomness> secret);

    /** The fingerprint of the data that it trains on. */
    String fingerprint();

    /**
     * The fingerprints of the data that it is compared with, by pointers to where the spec names them.
     *
     * @throws dev.descent.spec.InvalidOptions if they were deleted
     */
    Map<String, String> targetFingerprints();

    /** Writes the files of the model; nobody can find it until it is recorded. */
    TrainedModel export(Outcome.Trained trained);

    /** The rows of the data set that the job is to make of some of its own; empty if its spec asks for none. */
    default Optional<ChosenRows> subset(Outcome.Trained trained) {
        return Optional.empty();
    }

    @Override
    void close();
}
