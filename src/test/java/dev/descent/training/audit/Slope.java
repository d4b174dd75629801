package dev.descent.training.audit;

import dev.descent.training.UnjudgedObjective;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;

/** The output times the target: the gradient of an example does not change while training goes on. */
record Slope() implements UnjudgedObjective {
    @Override
    public Vec losses(Tensor outputs, Tensor targets) {
        return outputs.vec().mul(targets.vec());
    }

    @Override
    public Evaluation evaluation(Signature signature, double targetScale) {
        throw new UnsupportedOperationException("nothing is evaluated here");
    }
}
