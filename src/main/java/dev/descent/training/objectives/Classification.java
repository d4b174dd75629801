package dev.descent.training.objectives;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
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
 * Cross entropy between the softmax of the outputs and the true class.
 *
 * <pre>
 *   l = −(1 − ε) log p_y − (ε/K) Σₖ log pₖ      with p = softmax(z)
 * </pre>
 *
 * <p>Symbols: z the outputs {@code [K]} of one example, y its class, K the number of classes, ε the label smoothing as
 * PyTorch defines it: the true class keeps 1 − ε + ε/K. Metrics: see {@link ClassificationEvaluation}. Label smoothing:
 * Szegedy et al., arXiv:1512.00567.
 */
@Strategy(
        type = "classification",
        title = "Classification",
        description = "Cross entropy for a target that is one of several classes.")
public record Classification(
        @Option(value = "ε: how much of the target is spread evenly over all classes.", min = 0, below = 1)
        double labelSmoothing,

        @Option(
                value = "k: top_k_accuracy counts an example as right when its class is among the k likeliest. "
                        + "At most the number of classes minus one is used.",
                min = 1,
                max = 1000)
        int topK)
        implements Objective {
    static final String LOSS = "loss";
    static final String ACCURACY = "accuracy";
    static final String MACRO_F1 = "macro_f1";
    static final String TOP_K_ACCURACY = "top_k_accuracy";

    private static final int CLASS_AXIS = 1;

    public Classification {
        Options.check(Classification.class, labelSmoothing, topK);
    }

    public Classification() {
        this(0, 5);
    }

    @Override
    public void check(Signature signature) {
        if (signature.classes() == 0) {
            throw new InvalidOptions(
                    "",
                    "does_not_fit",
                    "classification needs a target of classes, but the target of this data is a number; use regression");
        }
        if (signature.classes() == 1) {
            throw new InvalidOptions(
                    "", "does_not_fit", "classification needs at least 2 classes, but the target of this data has 1");
        }
    }

    @Override
    public Vec losses(Tensor outputs, Tensor targets) {
        PtNDArray scores = (PtNDArray) DjlTensor.array(outputs);
        NDArray classes = DjlTensor.array(targets);
        long examples = classes.size();
        PtNDArray logProbabilities = JniUtils.logSoftmax(scores, CLASS_AXIS, DataType.FLOAT32);
        PtNDArray ofTrueClass =
                JniUtils.pick(logProbabilities, (PtNDArray) classes.reshape(new Shape(examples, 1)), CLASS_AXIS);
        NDArray losses = ofTrueClass.reshape(new Shape(examples)).mul(Constant.of(labelSmoothing - 1, ofTrueClass));
        if (labelSmoothing > 0) {
            NDArray mean = JniUtils.mean(logProbabilities, CLASS_AXIS, false);
            losses = losses.sub(mean.mul(Constant.of(labelSmoothing, mean)));
        }
        return new DjlVec(losses);
    }

    @Override
    public boolean isLikelihood() {
        return true;
    }

    @Override
    public boolean isNegativeLogProbability() {
        return labelSmoothing == 0;
    }

    /** A class for each example from the softmax, as the greatest of the scores with Gumbel noise added. */
    @Override
    public Tensor sampledTargets(Tensor outputs, Draws draws) {
        NDArray scores = DjlTensor.array(outputs);
        float[] gumbel = new float[Math.toIntExact(scores.size())];
        for (int i = 0; i < gumbel.length; i++) {
            gumbel[i] = (float) -Math.log(-Math.log(1 - draws.uniform()) + Double.MIN_NORMAL);
        }
        NDArray noise = scores.getManager().create(gumbel).reshape(scores.getShape());
        return new DjlTensor(scores.add(noise).argMax(CLASS_AXIS));
    }

    @Override
    public List<String> metrics() {
        return List.of(LOSS, ACCURACY, MACRO_F1, TOP_K_ACCURACY);
    }

    @Override
    public boolean greaterIsBetter(String metric) {
        if (!metrics().contains(metric)) {
            throw new IllegalArgumentException("classification measures " + metrics() + " but not " + metric);
        }
        return !metric.equals(LOSS);
    }

    @Override
    public Evaluation evaluation(Signature signature, double targetScale) {
        return new ClassificationEvaluation(signature.classes(), Math.min(topK, signature.classes() - 1));
    }

    @Override
    public List<Judgement> judge(float[] outputs, float[] targets) {
        int classes = outputs.length / Math.max(1, targets.length);
        List<Judgement> judgements = new ArrayList<>(targets.length);
        for (int i = 0; i < targets.length; i++) {
            judgements.add(judgement(outputs, i * classes, classes, (int) targets[i]));
        }
        return judgements;
    }

    private static Judgement judgement(float[] scores, int offset, int classes, int target) {
        int likeliest = likeliest(scores, offset, classes);
        double greatest = scores[offset + likeliest];
        double sum = 0;
        double squares = 0;
        double second = 0;
        for (int k = 0; k < classes; k++) {
            double p = Math.exp(scores[offset + k] - greatest);
            sum += p;
            if (k != target) {
                squares += p * p;
                second = Math.max(second, p);
            }
        }
        double logProbability = scores[offset + target] - greatest - Math.log(sum);
        double p = Math.exp(logProbability);
        double others = sum - Math.exp(scores[offset + target] - greatest);
        return new Judgement(
                likeliest, Math.hypot(others / sum, Math.sqrt(squares) / sum), logProbability, p - second / sum);
    }

    @Override
    public float[] errors(float[] outputs, float[] targets) {
        int classes = outputs.length / Math.max(1, targets.length);
        float[] errors = new float[outputs.length];
        for (int i = 0; i < targets.length; i++) {
            int offset = i * classes;
            double greatest = outputs[offset + likeliest(outputs, offset, classes)];
            double sum = 0;
            for (int k = offset; k < offset + classes; k++) {
                sum += Math.exp(outputs[k] - greatest);
            }
            for (int k = offset; k < offset + classes; k++) {
                errors[k] = (float) (Math.exp(outputs[k] - greatest) / sum);
            }
            errors[offset + (int) targets[i]]--;
        }
        return errors;
    }

    /** The class with the greatest output, the first of equals, and the softmax of all. */
    @Override
    public Prediction prediction(float[] outputs) {
        int likeliest = likeliest(outputs, 0, outputs.length);
        double sum = 0;
        for (float output : outputs) {
            sum += Math.exp((double) output - outputs[likeliest]);
        }
        List<Double> probabilities = new ArrayList<>(outputs.length);
        for (float output : outputs) {
            probabilities.add(Math.exp((double) output - outputs[likeliest]) / sum);
        }
        return new Prediction(likeliest, probabilities);
    }

    /** The class of the greatest of {@code classes} scores from {@code offset} on, the first of equals. */
    static int likeliest(float[] scores, int offset, int classes) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (scores[offset + k] > scores[offset + best]) {
                best = k;
            }
        }
        return best;
    }
}
