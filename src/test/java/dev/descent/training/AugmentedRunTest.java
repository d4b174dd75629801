package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.augmentations.Crop;
import dev.descent.training.augmentations.Cutout;
import dev.descent.training.augmentations.FeatureDropout;
import dev.descent.training.augmentations.Flip;
import dev.descent.training.augmentations.Given;
import dev.descent.training.augmentations.Mixup;
import dev.descent.training.augmentations.Noise;
import dev.descent.training.augmentations.Shift;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.curvature.LBfgs;
import dev.descent.training.diagnostics.El2n;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.models.Cnn;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.TestExamples;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.stages.ConvStage;
import dev.descent.training.models.stages.Stage;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.CoresetAugmentation;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.search.Mezo;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs on augmented examples. */
class AugmentedRunTest {
    private static final Signature IMAGES = new Signature(List.of(2, 6, 5), List.of(), 3);
    private static final Signature TABLE = new Signature(List.of(5), List.of(), 3);
    private static final int EXAMPLES = 30;

    private static SpecBuilder spec(Signature signature, Augmentation... augmentations) {
        Model model = signature.isImage()
                ? new Cnn(List.<Stage>of(new ConvStage(4)))
                : new Mlp(List.of(6), Activation.TANH, 0, Mlp.Normalization.NONE);
        return new SpecBuilder(model, new Classification())
                .sampler(new Shuffle(new Batching(7, List.of(augmentations))))
                .learningRate(0.01)
                .steps(6)
                .evaluation(new Evaluation(null, 2L, 0.2, null))
                .logEverySteps(1L)
                .seed(5);
    }

    private static Outcome run(TrainingSpec spec, Signature signature, Optional<Snapshot> from, Observer observer) {
        Examples training = new TestExamples(signature, EXAMPLES);
        return new Trainer(spec.effective(EXAMPLES), spec.model().network(signature), TestEngine.get())
                .run(
                        TrainingData.of(training, new TestExamples(signature, 9)),
                        from,
                        observer,
                        "cpu",
                        Optional.of(new SecretRandomness(new byte[SecretRandomness.KEY_BYTES], 0)));
    }

    private static float[] parameters(TrainingSpec spec, Signature signature) {
        return ((Outcome.Trained) run(spec, signature, Optional.empty(), new RecordingObserver())).parameters();
    }

    private static Signature signature(Augmentation augmentation) {
        return Given.fits(augmentation, IMAGES) ? IMAGES : TABLE;
    }

    static Stream<TrainingSpec> resumed() {
        Stream<TrainingSpec> alone = Given.all().stream()
                .map(augmentation -> spec(signature(augmentation), augmentation)
                        .diagnostics(new El2n())
                        .build());
        Augmentation[] several = {new Flip(), new Crop(2, Crop.Fill.REFLECT), new Noise(), new Mixup(1), new Cutout(2)};
        Stream<TrainingSpec> together = Stream.of(new Adam(), new LBfgs(), new Mezo())
                .map(rule -> spec(IMAGES, several).optimizer(rule).build());
        return Stream.of(alone, together, copying()).flatMap(specs -> specs);
    }

    /** Two looks at all examples, and batches of examples with and without copies. */
    private static Stream<TrainingSpec> copying() {
        Batching batching = new Batching(13, List.of(new Flip(), new Noise()));
        return Stream.of(CoresetAugmentation.Choice.values())
                .map(choice -> spec(IMAGES)
                        .sampler(new CoresetAugmentation(batching, 0.3, 1, choice))
                        .diagnostics(new El2n())
                        .build());
    }

    @ParameterizedTest
    @MethodSource("resumed")
    void aRunPausedAfterAnyStepEndsAsOneThatRanThrough(TrainingSpec spec) {
        Signature signature = spec.model() instanceof Cnn ? IMAGES : TABLE;
        RecordingObserver straight = new RecordingObserver();
        Outcome.Trained whole = (Outcome.Trained) run(spec, signature, Optional.empty(), straight);
        for (long at = 0; at < whole.steps(); at++) {
            RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
            Outcome.Paused paused = (Outcome.Paused) run(spec, signature, Optional.empty(), first);
            RecordingObserver second = new RecordingObserver();
            Outcome.Trained resumed = (Outcome.Trained) run(spec, signature, Optional.of(paused.snapshot()), second);
            assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
            first.points.addAll(second.points);
            assertThat(first.points).isEqualTo(straight.points);
            whole.scores()
                    .forEach((name, scores) ->
                            assertThat(resumed.scores().get(name)).as(name).containsExactly(scores));
        }
    }

    static Stream<Augmentation> augmentations() {
        return Given.all().stream();
    }

    /** With a rate that moves nothing, the model stays the same, and so does what validation finds. */
    @ParameterizedTest
    @MethodSource("augmentations")
    void trainingSeesTheAugmentedExamplesAndEvaluationDoesNot(Augmentation augmentation) {
        Signature signature = signature(augmentation);
        RecordingObserver plain = new RecordingObserver();
        RecordingObserver augmented = new RecordingObserver();
        run(still(spec(signature)), signature, Optional.empty(), plain);
        run(still(spec(signature, augmentation)), signature, Optional.empty(), augmented);

        assertThat(augmented.values("validation_loss"))
                .isEqualTo(plain.values("validation_loss"))
                .hasSize(3);
        assertThat(augmented.values("train_loss")).isNotEqualTo(plain.values("train_loss"));
    }

    private static TrainingSpec still(SpecBuilder spec) {
        return spec.optimizer(new Sgd()).learningRate(1e-30).build();
    }

    /** A closure rule that looks at one point several times. */
    record Looking(List<Float> seen) implements ClosureRule {
        @Override
        public State init(Vec parameters) {
            return State.EMPTY;
        }

        @Override
        public Step step(Vec parameters, ClosureRule.Loss loss, State state, StepContext context) {
            seen.add((float) loss.valueAt(parameters).value());
            seen.add((float) loss.at(parameters).loss().value());
            seen.add((float) loss.outputsAt(parameters).loss().value());
            return new Step(parameters, state.next());
        }

        @Override
        public double defaultLearningRate() {
            return 1;
        }

        @Override
        public int stateVectors() {
            return 0;
        }
    }

    @Test
    void allPassesOfAStepSeeTheSameBatchAndTheNextStepAnother() {
        Looking rule = new Looking(new ArrayList<>());
        // All examples in every batch, so that only the augmentation differs from step to step.
        run(
                spec(IMAGES, new Noise(1), new Mixup(1))
                        .sampler(new Poisson(new Batching(30, List.of(new Noise(1), new Mixup(1))), 1.0))
                        .optimizer(rule)
                        .build(),
                IMAGES,
                Optional.empty(),
                new RecordingObserver());
        assertThat(rule.seen()).hasSize(18);
        for (int i = 0; i < 18; i += 3) {
            assertThat(rule.seen().get(i + 1)).isEqualTo(rule.seen().get(i));
            assertThat(rule.seen().get(i + 2)).isCloseTo(rule.seen().get(i), within(1e-6f));
        }
        assertThat(rule.seen().stream().distinct().count()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void aPrivateGradientDoesNotDependOnHowManyExamplesGoThroughTheNetworkAtOnce() {
        Batching batching = new Batching(
                15,
                List.of(
                        new Flip(),
                        new Crop(2, Crop.Fill.EDGE),
                        new Shift(),
                        new Cutout(2),
                        new FeatureDropout(0.2),
                        new Noise(0.5)));
        float[] whole = parameters(privately(64, batching), IMAGES);
        for (int size : new int[] {1, 3, 7}) {
            float[] divided = parameters(privately(size, batching), IMAGES);
            for (int i = 0; i < whole.length; i++) {
                assertThat(divided[i]).isCloseTo(whole[i], within(1e-5f));
            }
        }
        assertThat(parameters(privately(64, new Batching(15)), IMAGES)).isNotEqualTo(whole);
    }

    private static TrainingSpec privately(int microBatchSize, Batching batching) {
        return spec(IMAGES)
                .optimizer(new Sgd())
                .learningRate(0.5)
                .mechanism(new DpSgd(
                        1,
                        new Abadi(),
                        ClipScope.ALL,
                        null,
                        new PrivacyOptions(0.01, null, 1e-5, microBatchSize, false)))
                .sampler(new Poisson(batching, 0.5))
                .evaluation(new Evaluation(2.0, null, 0.2, null))
                .build();
    }

    @Test
    void copiesAreAugmentedAndExamplesAreNot() {
        Examples training = new TestExamples(new Signature(List.of(5), List.of(4), 0), EXAMPLES);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Workspace.Loaded loaded = workspace.load(training);
            AugmentedExamples augmented =
                    new AugmentedExamples(loaded, List.of(new Noise(1)), new Randomness(2), workspace);
            int[] rows = {4, 9, 2, 4, 7};
            float[] plain = loaded.batch(rows).numeric().toArray();
            float[] seen = augmented
                    .batch(new Sampler.Draw(rows, Optional.empty(), 3), 6, 0)
                    .numeric()
                    .toArray();
            float[] all =
                    augmented.batch(new Sampler.Draw(rows), 6, 0).numeric().toArray();
            int width = 5;
            assertThat(Arrays.copyOf(seen, 3 * width)).containsExactly(Arrays.copyOf(plain, 3 * width));
            // An example becomes what it would become at its place among others.
            assertThat(Arrays.copyOfRange(seen, 3 * width, 5 * width))
                    .containsExactly(Arrays.copyOfRange(all, 3 * width, 5 * width));
            for (int i = 3 * width; i < 5 * width; i++) {
                assertThat(seen[i]).isNotEqualTo(plain[i]);
            }
            Batch batch = augmented.batch(new Sampler.Draw(rows, Optional.empty(), 3), 6, 0);
            assertThat(batch.targets().toArray())
                    .containsExactly(loaded.batch(rows).targets().toArray());
            assertThat(batch.size()).isEqualTo(5);
        }
    }
}
