package dev.descent.training;

import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;
import java.util.List;

/** The training examples as the network sees them in a step. */
record AugmentedExamples(
        Workspace.Loaded loaded, List<Augmentation> augmentations, Randomness randomness, Workspace workspace) {
    /**
     * @param draw the batch of the step, or a part of it
     * @param first the place in the batch of the step at which it begins
     */
    Batch batch(Sampler.Draw draw, long step, int first) {
        int[] rows = draw.rows();
        int plain = augmentations.isEmpty() ? rows.length : draw.plain();
        if (plain == 0) {
            return augmented(rows, step, first);
        }
        if (plain == rows.length) {
            return loaded.batch(rows);
        }
        Batch others = augmented(Arrays.copyOfRange(rows, plain, rows.length), step, first + plain);
        return loaded.batch(Arrays.copyOf(rows, plain)).followedBy(others);
    }

    private Batch augmented(int[] rows, long step, int first) {
        Batch batch = loaded.batch(rows);
        for (int i = 0; i < augmentations.size(); i++) {
            batch = augmentations.get(i).apply(batch, new Chance(randomness, workspace, step, i, first));
        }
        return batch;
    }
}
