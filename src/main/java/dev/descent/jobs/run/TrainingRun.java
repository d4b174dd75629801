package dev.descent.jobs.run;

import dev.descent.artifacts.TrainedModel;
import dev.descent.training.Observer;
import dev.descent.training.Outcome;
import dev.descent.training.Snapshot;
import java.util.Optional;

/** The training of one job, with its data open. Used by one thread. */
public interface TrainingRun extends AutoCloseable {
    /** @throws dev.descent.training.Diverged when a loss is not finite */
    Outcome train(Optional<Snapshot> from, Observer observer);

    /** Writes the files of the model; nobody can find it until it is recorded. */
    TrainedModel export(Outcome.Trained trained);

    @Override
    void close();
}
