package dev.descent.training;

import dev.descent.training.tensor.Examples;
import java.util.List;

/** How far the gradients of examples reach at a position, as a forward pass in evaluation mode tells it. */
record OutputNorms(ExampleOutputs outputs, Objective objective, Examples examples, Position at)
        implements Sampler.GradientNorms {
    @Override
    public double[] ofOutputs(int[] rows) {
        float[] answers = outputs.of(rows, at.parameters(), at.buffers(), () -> {});
        float[] targets = new float[rows.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = examples.target(rows[i]);
        }
        List<Objective.Judgement> judgements = objective.judge(answers, targets);
        return judgements.stream().mapToDouble(Objective.Judgement::errorNorm).toArray();
    }
}
