package dev.descent.training;

import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Workspace;
import java.util.List;

/** The training examples as the network sees them in a step. */
record AugmentedExamples(
        Workspace.Loaded loaded, List<Augmentation> augmentations, Randomness randomness, Workspace workspace) {
    /**
     * @param rows of the batch of the step, or of a part of it
     * @param first the place in the batch of the step at which they begin
     */
    Batch batch(int[] rows, long step, int first) {
        Batch batch = loaded.batch(rows);
        for (int i = 0; i < augmentations.size(); i++) {
            batch = augmentations.get(i).apply(batch, new Chance(randomness, workspace, step, i, first));
        }
        return batch;
    }
}
