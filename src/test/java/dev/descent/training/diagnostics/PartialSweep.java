package dev.descent.training.diagnostics;

import dev.descent.training.Sweep;
import dev.descent.training.TargetSet;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.Optional;

/** A sweep of which a test tells a part; what it does not tell no score of that test may ask for. */
public interface PartialSweep extends Sweep {
    private static UnsupportedOperationException notTold() {
        return new UnsupportedOperationException("no score of this test asks for it");
    }

    @Override
    default double rate() {
        throw notTold();
    }

    @Override
    default Examples examples() {
        throw notTold();
    }

    @Override
    default Weights weights() {
        throw notTold();
    }

    @Override
    default Norms gradientNorms() {
        throw notTold();
    }

    @Override
    default float[] outputErrors() {
        throw notTold();
    }

    @Override
    default void inputGradients(List<Weights> at, InputGradients each) {
        throw notTold();
    }

    @Override
    default void gradients(Gradients each) {
        throw notTold();
    }

    @Override
    default void gradientsOf(String target, Gradients each) {
        throw notTold();
    }

    @Override
    default TargetSet target(String target) {
        throw notTold();
    }

    @Override
    default Optional<Moments> moments() {
        throw notTold();
    }

    @Override
    default Vec vec(float[] values) {
        throw notTold();
    }
}
