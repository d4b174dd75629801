package dev.descent.training;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import java.util.stream.IntStream;

/**
 * A division of the training examples into k parts that have the same share of every class, up to one example.
 *
 * @param of the fold of each example, {@code [N]}
 * @param count k
 */
record Folds(int[] of, int count) {
    static Folds of(Examples examples, int count, Randomness randomness) {
        int classes = examples.signature().classes();
        int[] folds = new int[examples.size()];
        int next = 0;
        for (int c = 0; c < Math.max(classes, 1); c++) {
            int wanted = c;
            int[] members = IntStream.range(0, folds.length)
                    .filter(row -> classes == 0 || (int) examples.target(row) == wanted)
                    .toArray();
            // Stream 0 sets aside the validation data.
            for (int i : randomness.draws(Purpose.SPLIT, c, count).permutation(members.length)) {
                folds[members[i]] = next++ % count;
            }
        }
        return new Folds(folds, count);
    }

    /** The examples of a fold, in rising order. */
    int[] inside(int fold) {
        return IntStream.range(0, of.length).filter(row -> of[row] == fold).toArray();
    }

    /** The examples of all other folds, in rising order. */
    int[] outside(int fold) {
        return IntStream.range(0, of.length).filter(row -> of[row] != fold).toArray();
    }
}
