package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Strategy;
import dev.descent.spec.Violation;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.diagnostics.Less;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.TestExamples;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.search.Mezo;
import dev.descent.training.selection.GradientFeature;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every diagnostic keeps to, found by scanning, on a network of three classes. */
class ExampleScoreContractTest {
    private static final Signature SIGNATURE = new Signature(List.of(4), List.of(), 3);
    private static final Examples TRAINING = new TestExamples(SIGNATURE, 30);
    private static final Examples NONE = new TestExamples(SIGNATURE, 0);
    private static final Mlp MODEL = new Mlp(List.of(5), Activation.TANH, 0.2, Mlp.Normalization.NONE);
    private static final Mlp MIXING = new Mlp(List.of(5), Activation.TANH, 0, Mlp.Normalization.BATCH);

    private static final String TARGET = "what it is to be good at";
    private static final Less LESS = new Less(TARGET, null, GradientFeature.ADAM, 20, List.of(0.25, 0.5, 1.0));

    /** Floats for each example, beside vectors of parameters. */
    private static final int MOST_FLOATS = 24;

    private static final int MOST_VECTORS = 5;

    static List<Diagnostic> diagnostics() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.descent.training.diagnostics")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Strategy.class))
                        .map(type -> {
                            if (type.isEquivalentTo(Less.class)) {
                                return LESS;
                            }
                            try {
                                return (Diagnostic)
                                        type.reflect().getConstructor().newInstance();
                            } catch (ReflectiveOperationException e) {
                                throw new LinkageError(type.getName(), e);
                            }
                        })
                        .toList();
    }

    static Stream<ExampleScore> scores() {
        return diagnostics().stream().filter(ExampleScore.class::isInstance).map(ExampleScore.class::cast);
    }

    @ParameterizedTest
    @MethodSource("scores")
    void aScoreHasItsColumnsAndSomethingToSayOfEachExample(ExampleScore score) {
        Outcome.Trained trained = (Outcome.Trained) train(spec(8, score), Optional.empty(), new Asked());
        assertThat(trained.scores().keySet())
                .containsAll(score.columns())
                .contains("predicted")
                .hasSize(score.columns().size() + 1);
        trained.scores().forEach((name, values) -> {
            assertThat(values).as(name).hasSize(TRAINING.size());
            if (!name.startsWith("loss_part_")) {
                for (float value : values) {
                    assertThat(value).as(name).isFinite();
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("scores")
    void aScoreChangesNothingOfTheTraining(ExampleScore score) {
        Outcome.Trained with = (Outcome.Trained) train(spec(8, score), Optional.empty(), new Asked());
        Outcome.Trained without = (Outcome.Trained) train(spec(8), Optional.empty(), new Asked());
        assertThat(with.parameters()).containsExactly(without.parameters());
        assertThat(without.scores()).isEmpty();
    }

    /** Between steps, between the batches of a sweep, and while other networks are trained. */
    @ParameterizedTest
    @MethodSource("scores")
    void aRunPausedWheneverItIsAskedHasTheSameScores(ExampleScore score) {
        TrainingSpec spec = spec(8, score);
        Asked counting = new Asked();
        Outcome.Trained whole = (Outcome.Trained) train(spec, Optional.empty(), counting);
        for (int question = 0; question < counting.questions; question++) {
            Outcome first = train(spec, Optional.empty(), new Asked(question, Observer.Signal.PAUSE));
            if (first instanceof Outcome.Paused paused) {
                Outcome.Trained resumed = (Outcome.Trained) train(spec, Optional.of(paused.snapshot()), new Asked());
                assertThat(resumed.parameters()).containsExactly(whole.parameters());
                int asked = question;
                whole.scores()
                        .forEach((name, values) -> assertThat(resumed.scores().get(name))
                                .as("%s, paused at question %d", name, asked)
                                .containsExactly(values));
            } else {
                // While data are loaded only a cancellation counts.
                assertThat(question).isLessThan(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scores")
    void aRunIsCancelledWheneverItIsAsked(ExampleScore score) {
        Asked counting = new Asked();
        train(spec(8, score), Optional.empty(), counting);
        for (int question = 0; question < counting.questions; question++) {
            assertThat(train(spec(8, score), Optional.empty(), new Asked(question, Observer.Signal.CANCEL)))
                    .as("cancelled at question %d", question)
                    .isInstanceOf(Outcome.Cancelled.class);
        }
    }

    @ParameterizedTest
    @MethodSource("scores")
    void whatAScoreRemembersIsAFewNumbersOfEachExampleHoweverLongTheRunIs(ExampleScore score) {
        long parameters = MODEL.network(SIGNATURE).parameters().size() + 1;
        assertThat(remembered(spec(400, score), 399))
                .isEqualTo(remembered(spec(40, score), 39))
                .isLessThanOrEqualTo((long) MOST_FLOATS * TRAINING.size() + MOST_VECTORS * parameters);
    }

    private static long remembered(TrainingSpec spec, int at) {
        RecordingObserver pausing = new RecordingObserver(at, Observer.Signal.PAUSE);
        Outcome.Paused paused = (Outcome.Paused) train(spec, Optional.empty(), pausing);
        return paused.snapshot().vectors().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("score"))
                .mapToLong(entry -> entry.getValue().length)
                .sum();
    }

    /** When time is up, what cannot be known is not made up. */
    @Test
    void networksForWhichThereIsNoTimeLeaveTheirExamplesUnknown() {
        ExampleScore pvi = scores().filter(
                        score -> score.folds() > 0 && score.columns().contains("pvi"))
                .findFirst()
                .orElseThrow();
        Outcome.Trained ended = (Outcome.Trained)
                train(spec(8, pvi), Optional.empty(), new RecordingObserver(5, Observer.Signal.FINISH));
        assertThat(ended.steps()).isEqualTo(5);
        assertThat(ended.scores().get("pvi")).containsOnly(Float.NaN);
        assertThat(ended.scores().get("predicted")).hasSize(TRAINING.size());
    }

    @ParameterizedTest
    @MethodSource("diagnostics")
    void privateJobsAreRefused(Diagnostic diagnostic) {
        SpecBuilder builder = builder(8, diagnostic)
                .mechanism(
                        new DpSgd(1, new Abadi(), ClipScope.ALL, null, new PrivacyOptions(1.0, null, 1e-5, 64, false)))
                .sampler(new Poisson(6, 0.1));
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        InvalidOptions.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/diagnostics/0"));
    }

    @ParameterizedTest
    @MethodSource("diagnostics")
    void rulesThatBuildNoGradientAreRefused(Diagnostic diagnostic) {
        assertThatThrownBy(builder(8, diagnostic).optimizer(new Mezo())::build)
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("builds no gradient");
    }

    @Test
    void featuresOfAdamAreRefusedWhereNoMomentsAreKept() {
        assertThatThrownBy(builder(8, new Less(TARGET)).optimizer(new Sgd())::build)
                .isInstanceOf(InvalidOptions.class)
                .hasMessage(
                        "/diagnostics/0: less with the feature adam needs an optimizer that keeps the moments of Adam; "
                                + "use sgd or sign");
        Less signs = new Less(TARGET, null, GradientFeature.SIGN, null, List.of(1.0));
        assertThat(builder(8, signs).optimizer(new Sgd()).build().diagnostics()).containsExactly(signs);
        assertThat(builder(8, new Less(TARGET)).optimizer(new AdamW()).build().diagnostics())
                .hasSize(1);
    }

    @Test
    void aProjectionThatDoesNotFitIntoMemoryIsRefused() {
        Less large = new Less(TARGET, null, GradientFeature.SGD, 65_536, List.of(1.0));
        Network network = new Mlp(List.of(300, 10), Activation.TANH, 0, Mlp.Normalization.NONE).network(SIGNATURE);
        assertThat(spec(8, large).objectionsTo(network))
                .extracting(Violation::message)
                .singleElement()
                .asString()
                .contains(
                        "would need a matrix of " + network.parameters().size() + " by 65536", "use fewer dimensions");
    }

    @ParameterizedTest
    @MethodSource("diagnostics")
    void whatLooksAtGradientsOfExamplesIsRefusedForNetworksThatMixThem(Diagnostic diagnostic) {
        List<Violation> objections = spec(8, diagnostic).objectionsTo(MIXING.network(SIGNATURE));
        boolean looks = List.of("grand", "tracin", "less", "m_coherence", "gradient_snr")
                .contains(diagnostic.getClass().getAnnotation(Strategy.class).type());
        assertThat(objections).hasSize(looks ? 1 : 0);
        assertThat(objections).allSatisfy(objection -> {
            assertThat(objection.pointer()).isEqualTo("/diagnostics/0");
            assertThat(objection.message()).contains("looks at the gradients of single examples, but", "norm1");
        });
        assertThat(spec(8, diagnostic).objectionsTo(MODEL.network(SIGNATURE))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scores")
    void whatAsksForClassesIsRefusedForNumbers(ExampleScore score) {
        Signature numbers = new Signature(List.of(4), List.of(), 0);
        boolean asks = List.of("margin", "forgetting", "pvi", "label_error_probability")
                .contains(score.columns().get(0));
        assertThat(spec(8, score).objectionsTo(numbers))
                .extracting(Violation::pointer)
                .filteredOn(pointer -> pointer.startsWith("/diagnostics"))
                .isEqualTo(asks ? List.of("/diagnostics/0") : List.of());
        assertThat(spec(8, score).objectionsTo(SIGNATURE)).isEmpty();
    }

    private static TrainingSpec spec(long steps, Diagnostic... diagnostics) {
        return builder(steps, diagnostics).build().effective(TRAINING.size());
    }

    private static SpecBuilder builder(long steps, Diagnostic... diagnostics) {
        return new SpecBuilder(MODEL, new Classification())
                .sampler(new Shuffle(8))
                .steps(steps)
                .evaluation(new Evaluation(null, 1000L, 0, null))
                .seed(3)
                .diagnostics(diagnostics);
    }

    private static Outcome train(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, MODEL.network(SIGNATURE), TestEngine.get())
                .run(
                        new TrainingData(
                                TRAINING,
                                TrainingSet.of(TRAINING),
                                NONE,
                                Map.of(TARGET, new TargetSet(new TestExamples(SIGNATURE, 5), TestSet.of(5)))),
                        from,
                        observer,
                        "cpu",
                        Optional.empty());
    }

    /** Gives one signal at one question, and all later ones. */
    private static final class Asked implements Observer {
        private final int at;
        private final Signal then;
        private int questions;

        Asked() {
            this(Integer.MAX_VALUE, Signal.CONTINUE);
        }

        Asked(int at, Signal then) {
            this.at = at;
            this.then = then;
        }

        @Override
        public Signal signal(long step) {
            return questions++ >= at ? then : Signal.CONTINUE;
        }

        @Override
        public void metrics(long step, double epoch, Map<String, Double> values) {}

        @Override
        public void charge(long step) {}

        @Override
        public void checkpoint(Snapshot snapshot) {}
    }
}
