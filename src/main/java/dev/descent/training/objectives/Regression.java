package dev.descent.training.objectives;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Objective;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.djl.Constant;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.ArrayList;
import java.util.List;

/**
 * The distance between output and target.
 *
 * <pre>
 *   mse    l = e²                                         with e = output − target
 *   mae    l = |e|
 *   huber  l = e²/2 for |e| ≤ δ, else δ(|e| − δ/2)
 * </pre>
 *
 * <p>They are PyTorch's {@code MSELoss}, {@code L1Loss} and {@code HuberLoss} without reduction. Losses are in the unit
 * of the targets as the network sees them: where preprocessing standardizes the target, an error of 1 is one standard
 * deviation of the training targets. Metrics: see {@link RegressionEvaluation}.
 */
@Strategy(
        type = "regression",
        title = "Regression",
        description = "The distance to a target that is a number: squared, absolute, or Huber's mixture of both.")
public record Regression(
        @Option("mse: squared error; mae: absolute error; huber: squared up to delta, absolute beyond.")
        Loss loss,

        @Option(value = "δ, where the Huber loss turns from squared to absolute; unused by the others.", above = 0)
        double delta)
        implements Objective {
    public enum Loss {
        MSE,
        MAE,
        HUBER
    }

    static final String LOSS = "loss";
    static final String RMSE = "rmse";
    static final String MAE = "mae";
    static final String R2 = "r2";

    public Regression {
        Options.check(Regression.class, loss, delta);
    }

    public Regression() {
        this(Loss.MSE, 1);
    }

    @Override
    public void check(Signature signature) {
        if (signature.classes() > 0) {
            throw new InvalidOptions(
                    "",
                    "does_not_fit",
                    "regression needs a target that is a number, but the target of this data is one of "
                            + signature.classes() + " classes; use classification");
        }
    }

    @Override
    public Vec losses(Tensor outputs, Tensor targets) {
        NDArray truth = DjlTensor.array(targets);
        NDArray error =
                DjlTensor.array(outputs).reshape(new Shape(truth.size())).sub(truth);
        return new DjlVec(
                switch (loss) {
                    case MSE -> error.square();
                    case MAE -> error.abs();
                    case HUBER -> huber(error.abs());
                });
    }

    /** With c = min(|e|, δ), both cases are c(|e| − c/2). */
    private NDArray huber(NDArray distance) {
        NDArray capped = distance.clip(0, delta);
        return capped.mul(distance.sub(capped.mul(Constant.of(0.5, capped))));
    }

    /** The squared error is, of a normal distribution around the output with variance ½. */
    @Override
    public boolean isLikelihood() {
        return loss == Loss.MSE;
    }

    @Override
    public Tensor sampledTargets(Tensor outputs, Draws draws) {
        if (!isLikelihood()) {
            throw new UnsupportedOperationException(loss + " is no likelihood");
        }
        NDArray means = DjlTensor.array(outputs);
        float[] noise = new float[Math.toIntExact(means.size())];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) (draws.gaussian() * Math.sqrt(0.5));
        }
        return new DjlTensor(means.reshape(means.size()).add(means.getManager().create(noise)));
    }

    @Override
    public List<String> metrics() {
        return List.of(LOSS, RMSE, MAE, R2);
    }

    @Override
    public boolean greaterIsBetter(String metric) {
        if (!metrics().contains(metric)) {
            throw new IllegalArgumentException("regression measures " + metrics() + " but not " + metric);
        }
        return metric.equals(R2);
    }

    @Override
    public Evaluation evaluation(Signature signature, double targetScale) {
        return new RegressionEvaluation(targetScale);
    }

    @Override
    public List<Judgement> judge(float[] outputs, float[] targets) {
        List<Judgement> judgements = new ArrayList<>(targets.length);
        for (int i = 0; i < targets.length; i++) {
            judgements.add(new Judgement(
                    outputs[i], Math.abs(slope((double) outputs[i] - targets[i])), Double.NaN, Double.NaN));
        }
        return judgements;
    }

    @Override
    public float[] errors(float[] outputs, float[] targets) {
        float[] errors = new float[outputs.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = (float) slope((double) outputs[i] - targets[i]);
        }
        return errors;
    }

    private double slope(double error) {
        return switch (loss) {
            case MSE -> 2 * error;
            case MAE -> Math.signum(error);
            case HUBER -> Math.max(-delta, Math.min(error, delta));
        };
    }

    @Override
    public Prediction prediction(float[] outputs) {
        return new Prediction(outputs[0], List.of());
    }
}
