package dev.descent.training;

import dev.descent.accounting.PrivacyEvent;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.Vec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A mechanism whose gradient is a differentially private release: a query whose value no example can move far, and noise.
 *
 * <p>{@link #query} alone sees the data; {@link #release} alone adds noise; whatever is made of the release costs nothing
 * more.
 */
public non-sealed interface PrivateMechanism extends Mechanism {
    /**
     * The same mechanism, with all that it works out of the run filled in.
     *
     * @param steps how many releases there will be
     * @throws dev.descent.spec.InvalidOptions if it cannot keep what it promises
     */
    PrivateMechanism effective(BatchLaw law, long steps);

    /**
     * What the releases of {@link #stepsPerEvent} steps in a row give away together, if the mechanism is an effective one.
     */
    PrivacyEvent event(BatchLaw law);

    /** How many steps in a row one event covers, in a run of so many steps: it is paid as a whole when the first begins. */
    default long stepsPerEvent(long steps) {
        return 1;
    }

    /** δ, at which ε is told. */
    double delta();

    /**
     * What it remembers from release to release. Where any of it comes from data without noise, the mechanism charges for
     * what that can do to a release; it never leaves the service, not even as a digest.
     */
    State init(Vec parameters);

    /** The value of the query: a sum over the examples of the batch. */
    Vec query(ExampleBatch batch, State state, Setting setting);

    /** The query's value with noise, and what the optimizer gets of it. */
    Release release(Vec query, State state, Setting setting, GaussianNoise noise);

    /** How many examples go through the network at once; the batch is their sum, however it is divided. */
    int microBatchSize();

    /** How many vectors of the size of θ it keeps from step to step. */
    int stateVectors();

    /** How many vectors of the size of θ it holds at once for so many examples that go through the network together. */
    default long workingVectors(int examples) {
        return 0;
    }

    /** Whether it asks for losses and never for gradients, so that a step takes the memory of inference. */
    default boolean asksForLossesAlone() {
        return false;
    }

    /**
     * Whether the noise on every element of the gradient is independent of that on others and in other steps, and its
     * variance what {@link Release#variance} says.
     */
    default boolean hasIndependentNoise() {
        return true;
    }

    /**
     * Whether it can work with batches that are made like this. Most count on samples.
     *
     * @return why not, as the end of a sentence that names the mechanism and says what to use, or empty if it can
     */
    default Optional<String> objectionTo(BatchLaw law) {
        return law instanceof Sampled
                ? Optional.empty()
                : Optional.of("needs to know the probability of an example to be in a batch, whatever their number: "
                        + "use poisson and give its rate and batch_size as constants");
    }

    /** Whether metrics of private data are shown, which nothing protects, under names that say so. */
    boolean labelsUnprotectedMetrics();

    /** How the batches are made, as far as it matters for what their releases give away. */
    sealed interface BatchLaw {
        /** B. */
        double expectedBatch();
    }

    /**
     * Every example is in a batch with the same probability, independently of all others and of all other batches, and
     * nobody may know how many are.
     *
     * @param rate q, the probability
     */
    record Sampled(double rate, double expectedBatch) implements BatchLaw {}

    /**
     * Every example is in one batch of the run at most, and which one does not depend on any example's content: everybody
     * may know who is in which batch.
     */
    record Partitioned(double expectedBatch) implements BatchLaw {}

    /** Batches are made in another way, of which no mechanism can tell what it gives away. */
    record Unaccounted(double expectedBatch) implements BatchLaw {}

    /**
     * What is public of a step.
     *
     * @param parameters θ before the step
     * @param expectedBatch B, what sums are divided by, whatever the size of the batch
     * @param batchSize n, how many examples the batch has; empty where that is not public
     * @param step t, counted from 0
     * @param noise random vectors that whoever knows the seed can work out: they protect nothing
     */
    record Setting(Layout layout, Vec parameters, double expectedBatch, OptionalInt batchSize, long step, Noise noise) {
        /** The setting of a batch whose size is not public. */
        public Setting(Layout layout, Vec parameters, double expectedBatch, long step, Noise noise) {
            this(layout, parameters, expectedBatch, OptionalInt.empty(), step, noise);
        }
    }

    /**
     * What a step gives away.
     *
     * @param gradient {@code [P]}
     * @param state after the step
     * @param variance of the noise on each element of the gradient, of size one, or {@code [P]} where they differ
     */
    record Release(Vec gradient, State state, Vec variance) {}

    /** The examples of a step, of which any number, also none, may be there. */
    interface ExampleBatch {
        /** Σ over the parts that go through the network at once; zeros of this size if there is no example. */
        Vec sum(long size, Function<Part, Vec> ofPart);

        /** The same of the gradients of the parts at θ. */
        default Vec sumOfGradients(long size, Function<ExampleGradients, Vec> ofGradients) {
            return sum(size, part -> ofGradients.apply(part.gradients()));
        }
    }

    /** Examples that go through the network at once. */
    interface Part {
        int examples();

        /** The gradients of their losses at θ. */
        ExampleGradients gradients();

        /** The gradients of their losses, with the same units dropped as at θ. */
        ExampleGradients gradientsAt(Vec point);

        /**
         * Their losses, {@code [examples]}, the network in evaluation mode.
         *
         * @param move makes a point of θ; it is freed afterwards
         */
        Vec losses(UnaryOperator<Vec> move);
    }

    /** Standard normal noise that is drawn once and never again. */
    interface GaussianNoise {
        /** @param stream tells the draws of one step apart */
        Vec draw(int stream, long size);
    }
}
