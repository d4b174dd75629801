package dev.descent.training.audit;

import dev.descent.training.Objective;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import java.util.List;

/** The output times the target: the gradient of an example does not change while training goes on. */
record Slope() implements Objective {
    @Override
    public void check(Signature signature) {}

    @Override
    public Vec losses(Tensor outputs, Tensor targets) {
        return outputs.vec().mul(targets.vec());
    }

    @Override
    public boolean isLikelihood() {
        return false;
    }

    @Override
    public Tensor sampledTargets(Tensor outputs, Draws draws) {
        throw new UnsupportedOperationException("a slope is no likelihood");
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
        throw new UnsupportedOperationException("nothing is evaluated here");
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
