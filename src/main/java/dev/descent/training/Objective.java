package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.Map;

/** What training minimizes. */
@Family(
        value = "objectives",
        description = "What a job minimizes, always as one loss per example, and how it is judged.")
public interface Objective {
    /** @throws InvalidOptions if examples of this signature cannot be judged by this objective */
    void check(Signature signature);

    /**
     * One loss per example, differentiable.
     *
     * @param outputs {@code [B, classes]} or {@code [B, 1]}
     * @param targets {@code [B]}
     * @return {@code [B]}
     */
    Vec losses(Tensor outputs, Tensor targets);

    /**
     * Whether λ·l(z, y) + (1 − λ)·l(z, y') is a loss of the output z where the target is y with weight λ and y' with
     * the rest; not so where a loss is more than a judgement of one output by one target.
     */
    default boolean isMixable() {
        return true;
    }

    /** Whether the outputs stand for a distribution of targets, whose negative log-likelihood the loss is. */
    boolean isLikelihood();

    /** Whether exp(−loss) is the probability that the outputs give to the target. */
    default boolean isNegativeLogProbability() {
        return false;
    }

    /**
     * Targets drawn from what the outputs predict.
     *
     * @throws UnsupportedOperationException if the loss is no {@linkplain #isLikelihood likelihood}
     */
    Tensor sampledTargets(Tensor outputs, Draws draws);

    /** The names that {@link Evaluation#metrics} answers with, {@code loss} first. */
    List<String> metrics();

    /** Whether a greater value of this metric is better. */
    boolean greaterIsBetter(String metric);

    /**
     * Judges a set of examples, batch by batch.
     *
     * @param targetScale see {@link dev.descent.training.tensor.Examples#targetScale}
     */
    Evaluation evaluation(Signature signature, double targetScale);

    /**
     * How right the outputs for some examples are.
     *
     * @param outputs {@code [B, classes]} or {@code [B, 1]}, row-major
     * @param targets {@code [B]}
     */
    List<Judgement> judge(float[] outputs, float[] targets);

    /**
     * ∂l/∂z of each example, without label smoothing.
     *
     * @param outputs {@code [B, classes]} or {@code [B, 1]}, row-major
     * @param targets {@code [B]}
     * @return of the size of the outputs; for classes softmax(z) − onehot(y)
     */
    float[] errors(float[] outputs, float[] targets);

    /** What the outputs for one example mean. */
    Prediction prediction(float[] outputs);

    /**
     * How right the output z for an example is.
     *
     * @param predicted the class number, or the predicted number, as the network sees targets
     * @param errorNorm ‖∂l/∂z‖, the norm of the gradient of the loss without label smoothing; for classes the EL2N score
     *     ‖softmax(z) − onehot(y)‖
     * @param logProbability log p(y); NaN where the target is a number
     * @param margin the probability of the true class less the greatest of the others; NaN where the target is a number
     */
    record Judgement(float predicted, double errorNorm, double logProbability, double margin) {}

    interface Evaluation {
        /**
         * @param outputs {@code [B, classes]} or {@code [B, 1]}, row-major
         * @param targets {@code [B]}
         * @param losses {@code [B]}
         */
        void add(float[] outputs, float[] targets, float[] losses);

        Map<String, Double> metrics();
    }

    /**
     * @param value the class number, or the predicted number
     * @param probabilities of each class; empty for regression
     */
    record Prediction(double value, List<Double> probabilities) {}
}
