package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.descent.spec.Strategy;
import dev.descent.training.curvature.BlockCoordinateDescent;
import dev.descent.training.curvature.LBfgs;
import dev.descent.training.curvature.SophiaG;
import dev.descent.training.curvature.SophiaH;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.variational.SquareRootNgvi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every rule that asks for curvature or for losses owes its callers. A new rule is found by scanning and tested with
 * its defaults; other forms of a rule are named here.
 */
class ClosureContractTest {
    private static final Examples TRAINING = TinyProblem.examples(60, 1);
    private static final Examples VALIDATION = TinyProblem.examples(30, 2);
    private static final int STEPS = 6;

    static List<UpdateRule> rules() {
        List<UpdateRule> rules = new ArrayList<>(new ClassFileImporter()
                        .importPackages(
                                "dev.descent.training.curvature",
                                "dev.descent.training.surrogates",
                                "dev.descent.training.variational")
                        .stream()
                        .filter(c -> c.isAnnotatedWith(Strategy.class))
                        .map(ClosureContractTest::withDefaults)
                        .toList());
        rules.add(new SophiaG(0.9, 0.9, 0.01, SophiaG.Form.PAPER, 1L, 2, 1e-12));
        rules.add(new SophiaH(0.9, 0.9, 1, 1e-12, 3, SophiaH.Probe.RADEMACHER));
        rules.add(new LBfgs(3, 2, null, 1e-7, 1e-9, LBfgs.LineSearch.STRONG_WOLFE));
        rules.addAll(blocks());
        rules.add(
                new SquareRootNgvi(SquareRootNgvi.Covariance.DIAGONAL, SquareRootNgvi.Curvature.GRADIENTS, 4, 1, 0.02));
        rules.add(new SquareRootNgvi(SquareRootNgvi.Covariance.FULL, SquareRootNgvi.Curvature.HESSIAN, 1, 1, 0.02));
        return rules;
    }

    /** All save the exact form of NGVI, which takes a product with the Hessian for each parameter. */
    static List<UpdateRule> rulesForManySteps() {
        return rules().stream()
                .filter(rule ->
                        !(rule instanceof SquareRootNgvi ngvi && ngvi.curvature() == SquareRootNgvi.Curvature.HESSIAN))
                .toList();
    }

    private static List<UpdateRule> blocks() {
        return Stream.of(
                        block(
                                BlockCoordinateDescent.Selection.GSL,
                                BlockCoordinateDescent.Blocks.FIXED,
                                BlockCoordinateDescent.Update.BACKTRACKING),
                        block(
                                BlockCoordinateDescent.Selection.GSD,
                                BlockCoordinateDescent.Blocks.VARIABLE,
                                BlockCoordinateDescent.Update.BACKTRACKING),
                        block(
                                BlockCoordinateDescent.Selection.RANDOM,
                                BlockCoordinateDescent.Blocks.TENSOR,
                                BlockCoordinateDescent.Update.LIPSCHITZ),
                        block(
                                BlockCoordinateDescent.Selection.GSQ,
                                BlockCoordinateDescent.Blocks.FIXED,
                                BlockCoordinateDescent.Update.NEWTON),
                        block(
                                BlockCoordinateDescent.Selection.CYCLIC,
                                BlockCoordinateDescent.Blocks.FIXED,
                                BlockCoordinateDescent.Update.LIPSCHITZ))
                .toList();
    }

    private static UpdateRule block(
            BlockCoordinateDescent.Selection selection,
            BlockCoordinateDescent.Blocks blocks,
            BlockCoordinateDescent.Update update) {
        return new BlockCoordinateDescent(selection, BlockCoordinateDescent.Norm.L2, blocks, 7, update, 1, 20);
    }

    private static UpdateRule withDefaults(JavaClass type) {
        try {
            return (UpdateRule) type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    @Test
    void rulesAreFound() {
        assertThat(rules()).hasSizeGreaterThanOrEqualTo(15);
        assertThat(rules()).hasAtLeastOneElementOfType(CurvatureRule.class);
        assertThat(rules()).hasAtLeastOneElementOfType(ClosureRule.class);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void inputsAreLeftAsTheyWereAndEqualInputsGiveEqualSteps(UpdateRule rule) {
        Problem problem = new Problem.Quadratic(1, 2, 0.5, 3, 1, 0.1);
        Vec start = new ArrayVec(1, -2, 3, 0, 2, -3);
        UpdateRule.Step at = new UpdateRule.Step(start, rule.init(start));
        for (int t = 0; t < 5; t++) {
            double[] before = ArrayVec.values(at.parameters());
            Map<String, List<Double>> state = values(at.state());
            UpdateRule.Step once = stepped(rule, problem, at, t, rule.defaultLearningRate());
            UpdateRule.Step again = stepped(rule, problem, at, t, rule.defaultLearningRate());
            assertThat(ArrayVec.values(at.parameters())).containsExactly(before);
            assertThat(values(at.state())).isEqualTo(state);
            assertThat(ArrayVec.values(once.parameters())).containsExactly(ArrayVec.values(again.parameters()));
            assertThat(values(once.state())).isEqualTo(values(again.state()));
            assertThat(once.state().steps()).isEqualTo(t + 1);
            at = once;
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theStateIsNoLargerThanDeclared(UpdateRule rule) {
        Problem problem = new Problem.Quadratic(1, 2, 0.5, 3, 1, 0.1);
        Vec start = new ArrayVec(1, -2, 3, 0, 2, -3);
        UpdateRule.Step at = new UpdateRule.Step(start, rule.init(start));
        for (int t = 0; t < 5; t++) {
            long elements = at.state().vectors().values().stream()
                    .mapToLong(Vec::size)
                    .filter(size -> size > 1)
                    .sum();
            assertThat(elements).isLessThanOrEqualTo(6L * rule.stateVectors());
            at = stepped(rule, problem, at, t, rule.defaultLearningRate());
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aConvexQuadraticGetsSmaller(UpdateRule rule) {
        descends(rule, new Problem.Quadratic(1, 2, 0.5, 3, 1, 0.1), 1, -2, 3, 0, 2, -3);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void rosenbrocksValleyIsEntered(UpdateRule rule) {
        descends(rule, new Problem.Rosenbrock(), -1.2, 1);
    }

    private static void descends(UpdateRule rule, Problem problem, double... start) {
        // A rule of bounded steps, such as Sophia at its default rate, would not get far in a test.
        double rate = Math.max(1e-3, rule.defaultLearningRate());
        Vec parameters = new ArrayVec(start);
        UpdateRule.Step at = new UpdateRule.Step(parameters, rule.init(parameters));
        for (int t = 0; t < 1000; t++) {
            at = stepped(rule, problem, at, t, rate);
        }
        assertThat(problem.valueAt(ArrayVec.values(at.parameters()))).isLessThan(0.5 * problem.valueAt(start));
    }

    private static UpdateRule.Step stepped(
            UpdateRule rule, Problem problem, UpdateRule.Step at, long step, double rate) {
        Vec parameters = at.parameters();
        StepContext context = Contexts.of(
                step, rate, 0, Layout.EMPTY.with("x", parameters.size() - 1).with("y", 1));
        AnalyticLoss loss = new AnalyticLoss(problem);
        return rule instanceof ClosureRule closure
                ? closure.step(parameters, loss, at.state(), context)
                : ((CurvatureRule) rule)
                        .step(
                                parameters,
                                loss.at(parameters).gradient(),
                                loss.curvature(parameters, step),
                                at.state(),
                                context);
    }

    private static Map<String, List<Double>> values(State state) {
        Map<String, List<Double>> values = new TreeMap<>();
        state.vectors().forEach((name, vec) -> {
            List<Double> numbers = new ArrayList<>();
            for (double value : ArrayVec.values(vec)) {
                numbers.add(value);
            }
            values.put(name, numbers);
        });
        return values;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRunPausedAtAnyStepEndsWithTheSameBytes(UpdateRule rule) {
        TrainingSpec spec = spec(rule, STEPS, new Shuffle(17));
        Outcome.Trained whole = (Outcome.Trained) train(spec, Optional.empty(), new RecordingObserver());
        for (long at = 0; at < STEPS; at++) {
            RecordingObserver pausing = new RecordingObserver(at, Observer.Signal.PAUSE);
            Outcome.Paused paused = (Outcome.Paused) train(spec, Optional.empty(), pausing);
            Outcome.Trained resumed =
                    (Outcome.Trained) train(spec, Optional.of(paused.snapshot()), new RecordingObserver());
            assertThat(resumed.parameters()).as("paused at %d", at).containsExactly(whole.parameters());
            assertThat(resumed.buffers()).containsExactly(whole.buffers());
            assertThat(resumed.metrics()).isEqualTo(whole.metrics());
        }
    }

    @ParameterizedTest
    @MethodSource("rulesForManySteps")
    void theLossGoesDownOnTheEngine(UpdateRule rule) {
        boolean manySteps = rule instanceof CurvatureRule || rule instanceof SquareRootNgvi;
        RecordingObserver seen = new RecordingObserver();
        train(spec(rule, manySteps ? 400 : 40, new Shuffle(60)), Optional.empty(), seen);
        List<Double> losses = seen.values("train_loss");
        assertThat(losses.get(losses.size() - 1)).isLessThan(0.7 * losses.get(0));
    }

    private static Outcome train(TrainingSpec spec, Optional<Snapshot> from, Observer observer) {
        return new Trainer(spec, new TinyProblem.Net(), TestEngine.get())
                .run(TRAINING, VALIDATION, from, observer, "cpu");
    }

    private static TrainingSpec spec(UpdateRule rule, long steps, Sampler sampler) {
        return new SpecBuilder(TinyProblem.spec())
                .optimizer(rule)
                .learningRate(Math.max(5e-3, rule.defaultLearningRate()))
                .sampler(sampler)
                .steps(steps)
                .logEverySteps(5L)
                .seed(42)
                .build()
                .effective(TRAINING.size());
    }
}
