package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.List;
import java.util.Optional;

/** Which examples make up the batch of a step. */
@Family(value = "samplers", description = "Which examples make up the batch of each step.")
public interface Sampler {
    /**
     * The sampling of these examples.
     *
     * @param secret where a sampler that hides who is in a batch takes its draws from; empty where nobody hides
     * @throws InvalidOptions with pointers into this sampler if the examples are not of the kind that it needs
     */
    Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret);

    /** What batches are like, whoever is in them. */
    Batching batching();

    /** B, the batch size at the start; the expected one, where it is random. */
    default int batchSize() {
        return batching().batchSize();
    }

    /** What is done to the examples of a batch before the network sees them, in order. */
    default List<Augmentation> augmentations() {
        return batching().augmentations();
    }

    /** How many examples an epoch draws of so many. */
    default int examplesPerEpoch(int examples) {
        return examples;
    }

    /** How many steps of this batch size go once over so many examples. */
    default long stepsPerEpoch(int examples, int size) {
        return Math.max(1, ((long) examplesPerEpoch(examples) + size - 1) / size);
    }

    /** How batches are made, where that does not depend on the examples: a private mechanism counts on it. */
    default PrivateMechanism.BatchLaw batchLaw() {
        return new PrivateMechanism.Unaccounted(batchSize());
    }

    /** Whether an example can be in a batch more than once, so that a batch can be larger than the data. */
    default boolean repeats() {
        return false;
    }

    /** Columns whose numbers say how examples are drawn, and are for no network to see. */
    default List<String> numberColumns() {
        return List.of();
    }

    /** Earlier jobs whose {@linkplain TrainingSet#scores scores} say how examples are drawn. */
    default List<String> sourceJobs() {
        return List.of();
    }

    /** A function of its arguments alone: any step can be asked for, in any order, and always gets the same rows. */
    interface Sampling {
        Draw draw(Turn turn);

        /** Whether to look at all examples before the batch that begins at this position. */
        default boolean looks(long position) {
            return false;
        }

        /**
         * What is found out by such a look: a number for each example, {@code [N]}, which turns are given until the next.
         *
         * @param sweep what is asked of it may be called off by an exception
         */
        default float[] look(long position, Sweep sweep) {
            return NOTHING;
        }
    }

    /** What is known before the first look. */
    float[] NOTHING = {};

    /**
     * The batch that is asked for.
     *
     * @param step t, counted from 0
     * @param position how many examples came before, over all steps
     * @param size how many are wanted; there may be fewer at the end of an epoch, and any number where it is random
     * @param progress the part of the run that is behind, on [0, 1)
     * @param norms what the examples would do to the parameters now; costs a forward pass
     * @param seen what the last {@linkplain Sampling#look look} found out, {@code [N]}; empty before the first
     */
    record Turn(long step, long position, int size, double progress, GradientNorms norms, float[] seen) {
        public Turn(long step, long position, int size, double progress, GradientNorms norms) {
            this(step, position, size, progress, norms, NOTHING);
        }
    }

    /** How far gradients of examples can reach at the present parameters. */
    interface GradientNorms {
        /** ‖∂l/∂z‖ for each of these examples, z being the outputs of the network in evaluation mode. */
        double[] ofOutputs(int[] rows);
    }

    /**
     * The examples of a batch.
     *
     * @param weights what to multiply their losses by so that the mean stands for all examples alike, {@code [B]};
     *     empty where all are one
     * @param plain how many of the rows, from the first on, are not augmented
     */
    record Draw(int[] rows, Optional<float[]> weights, int plain) {
        public Draw(int[] rows, Optional<float[]> weights) {
            this(rows, weights, 0);
        }

        public Draw(int... rows) {
            this(rows, Optional.empty());
        }
    }
}
