package dev.descent.training;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.Optional;

/**
 * All training examples, under the parameters that a run has come to, with the network in evaluation mode.
 *
 * <p>Everything is computed when it is asked for, some examples at a time; what several scores ask for at one point is
 * computed once. Any of it may be called off by an exception, which is for the run to catch.
 */
public interface Sweep {
    /** The learning rate of the step that comes next; at the end of the run that of the last. */
    double rate();

    /** The training examples. */
    Examples examples();

    /** The parameters that the run has come to. */
    Weights weights();

    /** How long the gradients of the examples are. */
    Norms gradientNorms();

    /** ∂l/∂z, the gradients of the losses with respect to the outputs, {@code [N·K]}, example after example. */
    float[] outputErrors();

    /**
     * The gradients, with respect to the real features of each example, of the output before the softmax that belongs to
     * its class; for a target that is a number, of the only output.
     *
     * @param at the parameters to look from, at each batch one after another
     */
    void inputGradients(List<Weights> at, InputGradients each);

    /** The gradients of the examples' own losses, without their weights. */
    void gradients(Gradients each);

    /**
     * The same of a data set that the run is to become good at.
     *
     * @param target one of {@link TrainingData#targets}
     */
    void gradientsOf(String target, Gradients each);

    /**
     * Examples that the run is to become good at.
     *
     * @param target as for {@link #gradientsOf}
     */
    TargetSet target(String target);

    /** What the optimizer remembers of earlier gradients, if that is what Adam does. */
    Optional<Moments> moments();

    /** These numbers, where gradients are. */
    Vec vec(float[] values);

    /**
     * @param m the mean gradient, {@code [P]}
     * @param v the mean squared gradient, {@code [P]}
     */
    record Moments(AdamMoments law, Vec m, Vec v) {}

    /** Takes the gradients of some examples. */
    @FunctionalInterface
    interface Gradients {
        /** @param gradients {@code [n·P]}, example after example; freed when this returns */
        void of(int[] rows, Vec gradients);
    }

    /**
     * @param parameters θ
     * @param buffers running statistics
     */
    record Weights(float[] parameters, float[] buffers) {}

    /**
     * ‖∂l/∂θ‖ of each example's own loss, without its weight.
     *
     * @param all over all parameters, {@code [N]}
     * @param lastLayer over those of the last layer, {@code [N]}
     */
    record Norms(float[] all, float[] lastLayer) {}

    /** Takes the gradients of some examples. */
    @FunctionalInterface
    interface InputGradients {
        /** @param gradients {@code [n·D]} for each of the given parameters, example after example */
        void of(int[] rows, List<float[]> gradients);
    }
}
