package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.descent.spec.Strategy;
import dev.descent.training.diagnostics.Less;
import dev.descent.training.mechanisms.Priced;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.reweighting.Column;
import dev.descent.training.samplers.FromScores;
import dev.descent.training.samplers.OnePass;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.samplers.Weighted;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.TestEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every strategy that takes part in a step, with its defaults: a run that is paused after any step and goes on from its
 * snapshot ends with the same bytes as one that ran through. New strategies are found by scanning.
 */
class CatalogueResumeTest {
    private static final long STEPS = 7;

    /** With which one pass over the training data has as many steps. */
    private static final int LEAST_BATCH = 6;

    private static final Examples TRAINING = TinyProblem.examples(40, 1);
    private static final TrainingSet SET = TestSet.of(40)
            .withNumbers(
                    "weight", IntStream.range(0, 40).mapToDouble(row -> row % 5).toArray())
            .withGroups("group", IntStream.range(0, 40).map(row -> row % 7 / 2).toArray())
            .withClasses(IntStream.range(0, 40).map(row -> row % 3).toArray())
            .withScores(
                    "el2n",
                    true,
                    IntStream.range(0, 40).mapToDouble(row -> row * 7 % 40).toArray());
    private static final Examples VALIDATION = TinyProblem.examples(16, 2);
    private static final String TARGET = "what it is to be good at";
    private static final Map<String, TargetSet> TARGETS =
            Map.of(TARGET, new TargetSet(TinyProblem.examples(9, 3), TestSet.of(9)));

    static Stream<Object> strategies() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.descent.training")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Strategy.class))
                        .filter(type -> Stream.of(
                                        UpdateRule.class,
                                        Transform.class,
                                        Schedule.class,
                                        BatchSchedule.class,
                                        Sampler.class,
                                        Mechanism.class,
                                        Reweighting.class,
                                        WeightDecay.class,
                                        RateScaling.class,
                                        StateFormat.class,
                                        Diagnostic.class)
                                .anyMatch(type::isAssignableTo))
                        .map(CatalogueResumeTest::withDefaults);
    }

    /** What has options without defaults. */
    private static final List<Object> GIVEN = List.of(
            new Column("weight"),
            new Weighted("weight"),
            new Less(TARGET),
            new FromScores(new Batching(7), TestSet.EARLIER, "el2n", 0.6, FromScores.Side.BAND, null, true));

    private static Object withDefaults(JavaClass type) {
        for (Object given : GIVEN) {
            if (given.getClass() == type.reflect()) {
                return given;
            }
        }
        try {
            return type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void aRunPausedAfterAnyStepEndsAsOneThatRanThrough(Object strategy) {
        TrainingSpec spec = spec(strategy);
        RecordingObserver straight = new RecordingObserver();
        Outcome.Trained whole = (Outcome.Trained) train(spec, Optional.empty(), straight);
        for (long at = 0; at < whole.steps(); at++) {
            RecordingObserver first = new RecordingObserver(at, Observer.Signal.PAUSE);
            Outcome.Paused paused = (Outcome.Paused) train(spec, Optional.empty(), first);
            RecordingObserver second = new RecordingObserver();
            Outcome.Trained resumed = (Outcome.Trained) train(spec, Optional.of(paused.snapshot()), second);
            assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
            assertThat(resumed.buffers()).containsExactly(whole.buffers());
            first.points.addAll(second.points);
            assertThat(first.points).isEqualTo(straight.points);
            assertThat(resumed.scores().keySet()).isEqualTo(whole.scores().keySet());
            whole.scores()
                    .forEach((name, scores) ->
                            assertThat(resumed.scores().get(name)).as(name).containsExactly(scores));
        }
    }

    private static TrainingSpec spec(Object strategy) {
        SpecBuilder builder = new SpecBuilder(TinyProblem.spec())
                .optimizer(new Adam())
                .sampler(new Shuffle(7))
                .steps(STEPS)
                .evaluation(new Evaluation(null, 2L, 0.2, new EarlyStopping("loss", 1000, 0, true)))
                .logEverySteps(2L)
                .seed(5);
        if (strategy instanceof UpdateRule rule) {
            builder.optimizer(rule);
        } else if (strategy instanceof Transform transform) {
            builder.transforms(transform);
        } else if (strategy instanceof Schedule schedule) {
            builder.schedule(derived(schedule));
        } else if (strategy instanceof BatchSchedule batches) {
            builder.batchSchedule(batches).epochs(2);
        } else if (strategy instanceof Sampler sampler) {
            builder.sampler(
                    sampler.batchLaw() instanceof PrivateMechanism.Partitioned ? new OnePass(LEAST_BATCH) : sampler);
        } else if (strategy instanceof PrivateMechanism mechanism) {
            Sampler sampler = Stream.<Sampler>of(new Poisson(7, 0.2), new Poisson(32, 1.0), new OnePass(LEAST_BATCH))
                    .filter(candidate ->
                            mechanism.objectionTo(candidate.batchLaw()).isEmpty())
                    .findFirst()
                    .orElseThrow();
            builder.mechanism(priced(mechanism)).sampler(sampler).evaluation(new Evaluation(2.0, null, 0.2, null));
        } else if (strategy instanceof Mechanism mechanism) {
            builder.mechanism(mechanism);
        } else if (strategy instanceof Reweighting reweighting) {
            builder.reweighting(reweighting);
        } else if (strategy instanceof Diagnostic diagnostic) {
            builder.diagnostics(diagnostic);
        } else if (strategy instanceof WeightDecay decay) {
            builder.weightDecay(decay);
        } else if (strategy instanceof RateScaling scaling) {
            builder.rateScaling(scaling);
        } else if (strategy instanceof StateFormat format) {
            builder.stateFormat(format);
        }
        return builder.build().effective(TRAINING.size());
    }

    /** A mechanism that needs to be told how much noise there is to be. */
    private static Mechanism priced(PrivateMechanism mechanism) {
        return Priced.with(mechanism, new PrivacyOptions(1.0, null, mechanism.delta(), 3, false));
    }

    /** A schedule that is worked out from an earlier job gets the history of one. */
    private static Schedule derived(Schedule schedule) {
        return schedule instanceof DerivedSchedule open && !open.isDerived()
                ? open.derived(new DerivedSchedule.History(
                        List.of(
                                new DerivedSchedule.History.Point(1, 3),
                                new DerivedSchedule.History.Point(50, 1),
                                new DerivedSchedule.History.Point(100, 2)),
                        100))
                : schedule;
    }

    private static Outcome train(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(
                        new TrainingData(TRAINING, SET, VALIDATION, TARGETS),
                        from,
                        observer,
                        "cpu",
                        Optional.of(new SecretRandomness(new byte[SecretRandomness.KEY_BYTES], 0)));
    }
}
