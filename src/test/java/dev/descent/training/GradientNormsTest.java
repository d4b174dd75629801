package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.optimizers.Sgd;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a sampler is told of the gradients of examples. */
class GradientNormsTest {
    private static final int EXAMPLES = 600;
    private static final Examples TRAINING = TinyProblem.examples(EXAMPLES, 1);

    /** Writes down the norms of all examples, backwards, before each step. */
    private record Asking(List<double[]> answers) implements Sampler {
        @Override
        public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
            int[] backwards =
                    IntStream.range(0, EXAMPLES).map(i -> EXAMPLES - 1 - i).toArray();
            return turn -> {
                answers.add(turn.norms().ofOutputs(backwards));
                return new Draw(1, 2, 3);
            };
        }

        @Override
        public int batchSize() {
            return 3;
        }
    }

    @Test
    void normsAreThoseOfTheParametersOfTheStep() {
        for (int steps = 1; steps <= 3; steps++) {
            Asking asking = new Asking(new ArrayList<>());
            float[] before = trained(new Asking(new ArrayList<>()), steps - 1);
            trained(asking, steps);
            double[] norms = asking.answers().get(steps - 1);
            float[] outputs = outputs(before);
            for (int i = 0; i < EXAMPLES; i++) {
                int row = EXAMPLES - 1 - i;
                // The loss is (z - y)².
                assertThat(norms[i]).isCloseTo(2 * Math.abs(outputs[row] - TRAINING.target(row)), within(1e-5));
            }
        }
    }

    private static float[] trained(Sampler sampler, long steps) {
        Network network = new TinyProblem.Net();
        if (steps == 0) {
            return network.initialParameters(new Randomness(4));
        }
        TrainingSpec spec = new SpecBuilder(TinyProblem.spec())
                .optimizer(new Sgd())
                .learningRate(0.05)
                .sampler(sampler)
                .evaluation(new Evaluation(null, 100L, 0, null))
                .steps(steps)
                .seed(4)
                .build()
                .effective(EXAMPLES);
        Outcome outcome = new Trainer(spec, network, TestEngine.get())
                .run(TRAINING, TinyProblem.examples(0, 2), Optional.empty(), new RecordingObserver(), "cpu");
        return ((Outcome.Trained) outcome).parameters();
    }

    private static float[] outputs(float[] theta) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch all =
                    workspace.load(TRAINING).batch(IntStream.range(0, EXAMPLES).toArray());
            return new TinyProblem.Net()
                    .forward(workspace.vec(theta), workspace.vec(new float[1]), all, null)
                    .outputs()
                    .toArray();
        }
    }
}
