package dev.descent.training;

import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.function.UnaryOperator;

/**
 * How the loss of one step's batch bends at θ.
 *
 * @param parameters θ
 * @param transforms of the job, for a gradient
 */
record BatchCurvature(
        BatchLoss loss,
        Vec parameters,
        Objective objective,
        UnaryOperator<Vec> transforms,
        Randomness randomness,
        long step,
        Workspace workspace)
        implements CurvatureRule.Curvature {
    private static final int NO_USER = 0;

    @Override
    public Vec hessianTimes(Vec v) {
        return loss.hessianTimes(parameters, v);
    }

    @Override
    public Vec sampledLabelGradient() {
        return transforms.apply(workspace.scoped(parameters, p -> {
            Vec sampled = workspace.record(p, () -> {
                Tensor outputs = loss.pass(p).outputs();
                Tensor labels = objective.sampledTargets(outputs, randomness.draws(Purpose.LABELS, step, NO_USER));
                return objective.losses(outputs, labels).mean();
            });
            return workspace.gradient(sampled, p);
        }));
    }

    @Override
    public int batchSize() {
        return loss.batchSize();
    }

    @Override
    public Vec scoped(Vec vector, UnaryOperator<Vec> work) {
        return workspace.scoped(vector, work);
    }
}
