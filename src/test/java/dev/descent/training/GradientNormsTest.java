package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
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
        public Batching batching() {
            return new Batching(3);
        }
    }

    @Test
    void normsAreThoseOfTheParametersOfTheStep() {
        for (int steps = 1; steps <= 3; steps++) {
            Asking asking = new Asking(new ArrayList<>());
            float[] before = trained(new Asking(new ArrayList<>()), steps - 1);
            trained(asking, steps);
            double[] norms = asking.answers().get(steps - 1);
            float[] outputs = outputs(new TinyProblem.Net(), TRAINING, before);
            for (int i = 0; i < EXAMPLES; i++) {
                int row = EXAMPLES - 1 - i;
                // The loss is (z - y)².
                assertThat(norms[i]).isCloseTo(2 * Math.abs(outputs[row] - TRAINING.target(row)), within(1e-5));
            }
        }
    }

    /** ‖softmax(z) − onehot(y)‖ is for two classes √2 times the probability of the other. */
    @Test
    void classesHaveNormsToo() {
        Asking asking = new Asking(new ArrayList<>());
        Examples classes = Classes.of(TRAINING);
        TrainingSpec spec = new SpecBuilder(new Linear(), new Classification())
                .sampler(asking)
                .evaluation(new Evaluation(null, 100L, 0, null))
                .steps(1)
                .build()
                .effective(EXAMPLES);
        Network network = new Linear().network(classes.signature());
        new Trainer(spec, network, TestEngine.get())
                .run(classes, Classes.of(TinyProblem.examples(0, 2)), Optional.empty(), new RecordingObserver(), "cpu");
        float[] outputs = outputs(network, classes, network.initialParameters(new Randomness(0)));
        for (int i = 0; i < EXAMPLES; i++) {
            int row = EXAMPLES - 1 - i;
            double p = 1 / (1 + Math.exp(outputs[2 * row] - (double) outputs[2 * row + 1]));
            assertThat(asking.answers().get(0)[i])
                    .isCloseTo(Math.sqrt(2) * (classes.target(row) == 1 ? 1 - p : p), within(1e-5));
        }
    }

    /** The same inputs, with the sign of the target as the class. */
    private static final class Classes {
        private Classes() {}

        static Examples of(Examples numbers) {
            return new Examples() {
                @Override
                public Signature signature() {
                    return new Signature(numbers.signature().shape(), List.of(), 2);
                }

                @Override
                public int size() {
                    return numbers.size();
                }

                @Override
                public void numeric(int row, FloatBuffer into) {
                    numbers.numeric(row, into);
                }

                @Override
                public void categories(int row, IntBuffer into) {}

                @Override
                public float target(int row) {
                    return numbers.target(row) > 0 ? 1 : 0;
                }

                @Override
                public double targetScale() {
                    return 1;
                }
            };
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

    private static float[] outputs(Network network, Examples examples, float[] theta) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch all =
                    workspace.load(examples).batch(IntStream.range(0, EXAMPLES).toArray());
            return network.forward(workspace.vec(theta), workspace.vec(new float[1]), all, null)
                    .outputs()
                    .toArray();
        }
    }
}
