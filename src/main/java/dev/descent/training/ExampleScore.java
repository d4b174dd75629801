package dev.descent.training;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something about each training example that can be seen while a model learns it. */
public non-sealed interface ExampleScore extends Diagnostic {
    /** The names of the numbers that it records of each example. */
    List<String> columns();

    /** Why it cannot work with this objective, as the end of a sentence that names it, or empty if it can. */
    default Optional<String> objectionTo(Objective objective) {
        return Optional.empty();
    }

    /**
     * The scoring of one run.
     *
     * @param examples N
     * @param from what {@link Scoring#state} answered when the run was left; empty at its start
     */
    Scoring over(int examples, Map<String, float[]> from);

    /** What was found out so far. It holds a few numbers for each example, however long the run is. */
    interface Scoring {
        /** A batch has gone through the network in training mode. */
        void saw(Seen batch);

        /** All that it has to remember, exactly. */
        Map<String, float[]> state();

        /** The numbers of {@link #columns}, {@code [N]} each; NaN for examples of which nothing is known. */
        Map<String, float[]> columns();
    }

    /**
     * A batch that is trained on.
     *
     * @param rows which of the training examples; some may be there twice
     * @param losses {@code [B]}, of the examples as they were trained on: augmented, and mixed where they were
     * @param judgements of the same outputs by the examples' own targets, {@code [B]}
     * @param step t, counted from 0
     * @param progress the part of the run that is behind, on [0, 1)
     * @param epoch passes over the data before this step, as a fraction
     * @param rate the learning rate of the step
     */
    record Seen(
            int[] rows,
            float[] losses,
            List<Objective.Judgement> judgements,
            long step,
            double progress,
            double epoch,
            double rate) {}
}
