package dev.descent.training;

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

    record Training(Randomness randomness, long step) {}
}
