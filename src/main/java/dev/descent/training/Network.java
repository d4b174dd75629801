package dev.descent.training;

import dev.descent.training.tensor.Autograd;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A function of parameters θ and a batch, with the layout of θ. It holds no numbers itself. */
public interface Network {
    /** How θ is laid out, under PyTorch's names. */
    Layout parameters();

    /** How the running statistics are laid out, which are not learned by gradients; may be empty. */
    Layout buffers();

    /** θ₀, drawn as PyTorch's modules draw theirs. */
    float[] initialParameters(Randomness randomness);

    float[] initialBuffers();

    /**
     * The outputs for a batch.
     *
     * @param buffers of size 1 and ignored where {@link #buffers()} is empty
     * @param training where the randomness of this step comes from (dropout), or null to evaluate
     */
    Forward forward(Vec parameters, Vec buffers, Batch batch, @Nullable Training training);

    /**
     * Why the loss of an example, when training, is no function of that example and the parameters alone, with the layer
     * and what to use instead; empty where it is. Dropout is none: it looks at the place of an example, not at others.
     */
    Optional<String> mixesExamples();

    /**
     * A pass like {@link #forward}, to be recorded, after which there is a way to the gradients of the losses of single
     * examples.
     *
     * @throws IllegalArgumentException where {@link #mixesExamples} says why
     */
    default ExamplePass forExamples(Vec parameters, Vec buffers, Batch batch, @Nullable Training training) {
        checkExamplesAreApart();
        return ExamplePass.oneByOne(forward(parameters, buffers, batch, training), parameters);
    }

    /** @throws IllegalArgumentException where {@link #mixesExamples} says why */
    default void checkExamplesAreApart() {
        mixesExamples().ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
    }

    /** Bytes that one example's activations need in a forward and backward pass; an estimate. */
    long activationBytes();

    /** Bytes that one example's activations need in a pass that has no way back; an estimate. */
    default long inferenceBytes() {
        return activationBytes();
    }

    /** The source of a PyTorch module that loads the exported weights; it defines a function {@code build()}. */
    String pytorch();

    /**
     * @param outputs {@code [B, classes]} scores before the softmax, or {@code [B, 1]}
     * @param buffers as they are after this pass; the given ones when evaluating
     * @param localLosses what training adds to the losses for the sake of its gradient: {@code [B]}, of value 0; empty
     *     where all parameters learn from the loss
     */
    record Forward(Tensor outputs, Vec buffers, Optional<Vec> localLosses) {
        public Forward(Tensor outputs, Vec buffers) {
            this(outputs, buffers, Optional.empty());
        }
    }

    /**
     * @param isContained whether an example whose numbers are not finite spoils no gradient but its own
     */
    record ExamplePass(Forward forward, Way way, boolean isContained) {
        /**
         * Gradients that are rows of the Jacobian, and all in memory: for every network, but not for every batch. Of several
         * examples, one whose gradient is not finite makes the others' so too, by products with zero. That is an error,
         * because what an example contributes must not depend on another; a batch of one has none.
         */
        public static ExamplePass oneByOne(Forward forward, Vec parameters) {
            Way way = (losses, autograd) -> {
                Vec jacobian = autograd.jacobian(losses, parameters);
                if (losses.size() > 1 && !Double.isFinite(jacobian.norm().value())) {
                    throw new IllegalStateException(
                            "the gradient of an example is not finite, and a layer that does not"
                                    + " note how its parameters enter lets it spoil those of the others");
                }
                return MaterializedGradients.of(jacobian, Math.toIntExact(losses.size()));
            };
            return new ExamplePass(forward, way, false);
        }

        /** The way back from a recorded pass. */
        @FunctionalInterface
        public interface Way {
            /** @param losses of this pass, {@code [B]}, the one of example i a function of its outputs alone */
            ExampleGradients gradients(Vec losses, Autograd autograd);
        }
    }

    record Training(Randomness randomness, long step) {}
}
