package dev.descent.experiments;

import ai.djl.ndarray.NDArray;
import dev.descent.training.UnjudgedObjective;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The network's output is the loss of the example. */
record OutputIsLoss() implements UnjudgedObjective {
    @Override
    public Vec losses(Tensor outputs, Tensor targets) {
        NDArray losses = DjlTensor.array(outputs);
        return new DjlVec(losses.reshape(losses.size()));
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
}
