package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.augmentations.Mixup;
import dev.descent.training.models.Linear;
import dev.descent.training.models.TestExamples;
import dev.descent.training.objectives.Classification;
import dev.descent.training.objectives.Regression;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One step on mixtures against their definition on plain arrays, for a linear network z = Wx + b, whose gradient is
 * ∂l/∂W = (∂l/∂z)xᵀ.
 */
class MixupGradientTest {
    private static final int B = 9;
    private static final int D = 4;
    private static final long SEED = 6;
    private static final double RATE = 0.5;
    private static final Mixup MIXUP = new Mixup(1);

    /** ∂l/∂z for one target. */
    private interface Slope {
        double[] of(double[] outputs, double target);
    }

    private static void assertStep(Objective objective, Signature signature, Slope slope) {
        Examples examples = new TestExamples(signature, B);
        TrainingSpec spec = new SpecBuilder(new Linear(), objective)
                .sampler(new Shuffle(new Batching(B, List.of(MIXUP))))
                .optimizer(new Sgd())
                .learningRate(RATE)
                .steps(1)
                .evaluation(new Evaluation(null, 1L, 0.2, null))
                .seed(SEED)
                .build()
                .effective(B);
        Network network = spec.model().network(signature);
        float[] start = network.initialParameters(new Randomness(SEED));
        float[] end = ((Outcome.Trained) new Trainer(spec, network, TestEngine.get())
                        .run(examples, examples, Optional.empty(), new RecordingObserver(), "cpu"))
                .parameters();

        Randomness randomness = new Randomness(SEED);
        int[] rows = randomness.draws(Randomness.Purpose.ORDER, 0, 0).permutation(B);
        Draws draws = randomness.draws(Randomness.Purpose.AUGMENTATION, 0, 0);
        double share = (float) MIXUP.share(draws);
        int[] partners = draws.permutation(B);
        int k = signature.outputs();
        double[] gradient = new double[k * D + k];
        for (int i = 0; i < B; i++) {
            float[] own = features(examples, rows[i]);
            float[] other = features(examples, rows[partners[i]]);
            double[] mixed = IntStream.range(0, D)
                    .mapToDouble(j -> share * own[j] + (1 - share) * other[j])
                    .toArray();
            double[] outputs = new double[k];
            for (int o = 0; o < k; o++) {
                outputs[o] = start[k * D + o];
                for (int j = 0; j < D; j++) {
                    outputs[o] += start[o * D + j] * mixed[j];
                }
            }
            double[] first = slope.of(outputs, examples.target(rows[i]));
            double[] second = slope.of(outputs, examples.target(rows[partners[i]]));
            for (int o = 0; o < k; o++) {
                double both = (share * first[o] + (1 - share) * second[o]) / B;
                gradient[k * D + o] += both;
                for (int j = 0; j < D; j++) {
                    gradient[o * D + j] += both * mixed[j];
                }
            }
        }
        for (int p = 0; p < gradient.length; p++) {
            assertThat((start[p] - end[p]) / RATE).isCloseTo(gradient[p], within(2e-6));
        }
    }

    private static float[] features(Examples examples, int row) {
        FloatBuffer numbers = FloatBuffer.allocate(D);
        examples.numeric(row, numbers);
        return numbers.array();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void theCrossEntropyOfAMixtureIsThatOfAMixedTarget(double smoothing) {
        Signature signature = new Signature(List.of(D), List.of(), 3);
        assertStep(new Classification(smoothing, 5), signature, (z, target) -> {
            double sum = IntStream.range(0, 3).mapToDouble(o -> Math.exp(z[o])).sum();
            return IntStream.range(0, 3)
                    .mapToDouble(o -> Math.exp(z[o]) / sum - (o == (int) target ? 1 - smoothing : 0) - smoothing / 3)
                    .toArray();
        });
    }

    @ParameterizedTest
    @EnumSource(Regression.Loss.class)
    void everyDistanceIsMixed(Regression.Loss loss) {
        Signature signature = new Signature(List.of(D), List.of(), 0);
        double delta = 0.3;
        assertStep(new Regression(loss, delta), signature, (z, target) -> {
            double error = z[0] - target;
            return new double[] {
                switch (loss) {
                    case MSE -> 2 * error;
                    case MAE -> Math.signum(error);
                    case HUBER -> Math.max(-delta, Math.min(delta, error));
                }
            };
        });
    }
}
