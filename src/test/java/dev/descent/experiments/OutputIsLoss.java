package dev.descent.experiments;

import ai.djl.ndarray.NDArray;
import dev.descent.training.Objective;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The network's output is the loss of the example. */
record OutputIsLoss() implements Objective {
    @Override
    public void check(Signature signature) {}

    @Override
    public Vec losses(Tensor outputs, Tensor targets) {
        NDArray losses = DjlTensor.array(outputs);
        return new DjlVec(losses.reshape(losses.size()));
    }

    @Override
    public boolean isLikelihood() {
        return false;
    }

    @Override
    public Tensor sampledTargets(Tensor outputs, Draws draws) {
        throw new UnsupportedOperationException("the labels are not known here");
    }

    @Override
    public List<String> metrics() {
        return List.of("loss");
    }

    @Override
    public boolean greaterIsBetter(String metric) {
        return false;
    }

    @Override
    public Evaluation evaluation(Signature signature, double targetScale) {
        List<Double> losses = new ArrayList<>();
        return new Evaluation() {
            @Override
            public void add(float[] outputs, float[] targets, float[] batch) {
                for (float loss : batch) {
                    losses.add((double) loss);
                }
            }

            @Override
            public Map<String, Double> metrics() {
                return Map.of("loss", Figures.of(losses).mean());
            }
        };
    }

    @Override
    public List<Judgement> judge(float[] outputs, float[] targets) {
        throw new UnsupportedOperationException("the output is no prediction");
    }

    @Override
    public float[] errors(float[] outputs, float[] targets) {
        throw new UnsupportedOperationException("the output is no prediction");
    }

    @Override
    public Prediction prediction(float[] outputs) {
        return new Prediction(outputs[0], List.of());
    }
}
