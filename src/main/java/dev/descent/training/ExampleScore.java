package dev.descent.training;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something about each training example that can be seen while a model learns it.
 *
 * <p>It may look at three things: the batches of the steps, which have gone through the network anyway; all examples, at
 * {@link #points} of the run; and examples judged by networks that were not trained on them, by {@link #folds}.
 */
public non-sealed interface ExampleScore extends Diagnostic {
    /** The names of the numbers that it records of each example. */
    List<String> columns();

    /** Those of its columns whose numbers are lower for harder examples; in others harder examples have higher ones. */
    default List<String> lowerIsHarder() {
        return List.of();
    }

    /** Why it can say nothing of such examples, as the end of a sentence that names it, or empty if it can. */
    default Optional<String> objectionTo(Signature signature) {
        return Optional.empty();
    }

    /**
     * The parts of the run, rising on [0, 1], after which it looks at all examples. Where a run ends before its last step,
     * its end stands for the points that it did not reach.
     */
    default List<Double> points() {
        return List.of();
    }

    /** How many folds the examples are divided into, each judged by a network trained on the others; 0 for none. */
    default int folds() {
        return 0;
    }

    /**
     * The scoring of one run.
     *
     * @param examples that are trained on
     * @param from what {@link Scoring#state} answered when the run was left; empty at its start
     */
    Scoring over(Examples examples, Map<String, float[]> from);

    /** What was found out so far. It holds a few numbers for each example, however long the run is. */
    interface Scoring {
        /** A batch has gone through the network in training mode. */
        default void saw(Seen batch) {}

        /**
         * A point has come. What the sweep is asked for may be called off by an exception, after which this is called
         * anew: nothing may have changed before.
         *
         * @param isLast whether no other point will come
         */
        default void sweep(Sweep sweep, boolean isLast) {}

        /** A fold has been judged by a network that was trained on the others. */
        default void judged(Fold fold) {}

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

    /**
     * Examples judged by a network, in evaluation mode, that was not trained on them.
     *
     * @param rows which of the training examples, {@code [n]}
     * @param outputs of that network, {@code [n·K]}, example after example
     * @param judgements of the outputs, {@code [n]}
     * @param frequencies of the classes among the examples that it was trained on, {@code [K]}; empty where the target is
     *     a number
     */
    record Fold(int[] rows, float[] outputs, List<Objective.Judgement> judgements, double[] frequencies) {}
}
