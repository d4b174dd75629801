package dev.descent.training;

import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import java.util.List;

/** A loss of outputs that predict nothing. */
public interface UnjudgedObjective extends Objective {
    @Override
    default void check(Signature signature) {}

    @Override
    default boolean isLikelihood() {
        return false;
    }

    @Override
    default Tensor sampledTargets(Tensor outputs, Draws draws) {
        throw new UnsupportedOperationException("the loss is no likelihood");
    }

    @Override
    default List<String> metrics() {
        return List.of("loss");
    }

    @Override
    default boolean greaterIsBetter(String metric) {
        return false;
    }

    @Override
    default List<Judgement> judge(float[] outputs, float[] targets) {
        throw new UnsupportedOperationException("the output is no prediction");
    }

    @Override
    default float[] errors(float[] outputs, float[] targets) {
        throw new UnsupportedOperationException("the output is no prediction");
    }

    @Override
    default Prediction prediction(float[] outputs) {
        return new Prediction(outputs[0], List.of());
    }
}
