package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.batches.BatchStage;
import dev.descent.training.batches.CoordinateTest;
import dev.descent.training.batches.Growth;
import dev.descent.training.batches.InnerProductTest;
import dev.descent.training.batches.NormTest;
import dev.descent.training.batches.Stages;
import dev.descent.training.mechanisms.MedianOfMeans;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.mechanisms.WinsorizedMean;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.optimizers.Lion;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.OnePass;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.states.Block8Bit;
import dev.descent.training.tensor.Vec;
import dev.descent.training.transforms.CentralizeGradient;
import dev.descent.training.transforms.ClipByNorm;
import dev.descent.training.transforms.ExponentialMovingAverage;
import dev.descent.training.transforms.GradientNoise;
import dev.descent.training.transforms.Lookahead;
import dev.descent.training.transforms.MedianOfSteps;
import dev.descent.training.transforms.StochasticWeightAveraging;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot work together is refused when a spec is made, with its place and a reason. */
class CombinationTest {
    record Searcher() implements SearchRule {
        @Override
        public State init(Vec parameters) {
            return State.EMPTY.with("x", parameters);
        }

        @Override
        public Step step(Vec parameters, SearchRule.Loss loss, State state, StepContext context) {
            return new Step(parameters, state.next());
        }

        @Override
        public double defaultLearningRate() {
            return 1;
        }

        @Override
        public int stateVectors() {
            return 1;
        }

        @Override
        public int evaluations() {
            return 1;
        }
    }

    record Closure() implements ClosureRule {
        @Override
        public State init(Vec parameters) {
            return State.EMPTY.with("x", parameters);
        }

        @Override
        public Step step(Vec parameters, ClosureRule.Loss loss, State state, StepContext context) {
            return new Step(parameters, state.next());
        }

        @Override
        public double defaultLearningRate() {
            return 1;
        }

        @Override
        public int stateVectors() {
            return 1;
        }
    }

    record Curved(boolean samplesLabels) implements CurvatureRule {
        Curved() {
            this(false);
        }

        @Override
        public State init(Vec parameters) {
            return State.EMPTY.with("x", parameters);
        }

        @Override
        public Step step(Vec parameters, Vec gradient, Curvature curvature, State state, StepContext context) {
            return new Step(parameters, state.next());
        }

        @Override
        public double defaultLearningRate() {
            return 1;
        }

        @Override
        public int stateVectors() {
            return 1;
        }
    }

    /** A first-order rule whose state must stay as it is. */
    record Delicate() implements Optimizer {
        @Override
        public State init(Vec parameters) {
            return State.EMPTY.with("x", parameters);
        }

        @Override
        public Step step(Vec parameters, Vec gradient, State state, StepContext context) {
            return new Step(parameters, state.next());
        }

        @Override
        public double defaultLearningRate() {
            return 1;
        }

        @Override
        public int stateVectors() {
            return 1;
        }
    }

    private static final String NO_GRADIENT = "Searcher asks for values of the loss alone and builds no gradient";
    private static final String OWN_POINTS = "Closure asks for gradients at points of its own choice";

    /** @param fault pointer and message, or empty where there is none */
    record Case(UnaryOperator<SpecBuilder> spec, String... fault) {}

    static Stream<Case> cases() {
        return Stream.of(
                        averages(),
                        gradientTransforms(),
                        mechanisms(),
                        measuringSchedules(),
                        batchSizes(),
                        eightBitStates())
                .flatMap(List::stream);
    }

    private static List<Case> averages() {
        return List.of(
                new Case(spec -> spec.transforms(new Lookahead(), new ExponentialMovingAverage())),
                new Case(
                        spec -> spec.transforms(
                                new ExponentialMovingAverage(), new ClipByNorm(), new StochasticWeightAveraging()),
                        "/transforms/2",
                        "the weights can be averaged in one way only; stochastic_weight_averaging is one too many"),
                new Case(
                        spec -> spec.transforms(new ExponentialMovingAverage(), new ExponentialMovingAverage()),
                        "/transforms/1",
                        "the weights can be averaged in one way only; ema is one too many"));
    }

    private static List<Case> gradientTransforms() {
        return List.of(
                new Case(spec ->
                        spec.optimizer(new Searcher()).transforms(new Lookahead(), new StochasticWeightAveraging())),
                new Case(spec -> spec.optimizer(new Curved()).transforms(new ClipByNorm(), new MedianOfSteps())),
                new Case(spec -> spec.optimizer(new Curved(true)).transforms(new ClipByNorm())),
                new Case(
                        spec -> spec.optimizer(new Curved(true)).transforms(new ClipByNorm(), new MedianOfSteps()),
                        "/transforms/1",
                        "median_of_steps remembers gradients of other steps, "
                                + "but Curved also passes gradients of drawn labels through it"),
                new Case(
                        spec -> spec.optimizer(new Searcher()).transforms(new Lookahead(), new MedianOfSteps()),
                        "/transforms/1",
                        "median_of_steps changes the gradient of a step, but " + NO_GRADIENT),
                new Case(
                        spec -> spec.optimizer(new Closure()).transforms(new GradientNoise(), new CentralizeGradient()),
                        "/transforms/0",
                        "gradient_noise changes the gradient of a step, but " + OWN_POINTS,
                        "/transforms/1",
                        "centralize_gradient changes the gradient of a step, but " + OWN_POINTS));
    }

    private static List<Case> mechanisms() {
        return List.of(
                new Case(spec -> spec.optimizer(new Searcher()).mechanism(new Plain())),
                new Case(spec -> spec.optimizer(new Curved()).mechanism(new MedianOfMeans())),
                new Case(
                        spec -> spec.optimizer(new Searcher()).mechanism(new WinsorizedMean()),
                        "/mechanism",
                        "winsorized_mean makes the gradient of a step, but " + NO_GRADIENT),
                new Case(
                        spec -> spec.optimizer(new Closure()).mechanism(new MedianOfMeans()),
                        "/mechanism",
                        "median_of_means makes the gradient of a step, but " + OWN_POINTS));
    }

    private static List<Case> measuringSchedules() {
        return List.of(
                new Case(spec -> spec.optimizer(new Searcher()).batchSchedule(new Stages())),
                new Case(spec -> spec.optimizer(new Curved()).batchSchedule(new NormTest())),
                new Case(
                        spec -> spec.optimizer(new Searcher()).batchSchedule(new NormTest()),
                        "/batch_schedule",
                        "norm_test compares the gradients of examples, but " + NO_GRADIENT),
                new Case(
                        spec -> spec.optimizer(new Closure()).batchSchedule(new InnerProductTest()),
                        "/batch_schedule",
                        "inner_product_test compares the gradients of examples, but " + OWN_POINTS));
    }

    private static List<Case> batchSizes() {
        return List.of(
                new Case(spec -> spec.sampler(new Shuffle(40)).batchSchedule(new NormTest(0.5, new Growth(1, 40)))),
                new Case(spec -> spec.sampler(new OnePass(40))),
                new Case(
                        spec -> spec.sampler(new OnePass(40)).batchSchedule(new NormTest(0.5, new Growth(1, 40))),
                        "/batch_schedule",
                        "norm_test changes the batch size, and with it the number of steps in the one pass that one_pass makes;"
                                + " use fixed"),
                new Case(
                        spec -> spec.sampler(new Shuffle(41))
                                .batchSchedule(new CoordinateTest(1, 1, new Growth(1, 40))),
                        "/batch_schedule",
                        "coordinate_test grows batches to at most 40, but the sampler's are of 41"),
                new Case(
                        spec -> spec.sampler(new Shuffle(41))
                                .batchSchedule(new Stages(List.of(new BatchStage(0.5, null, 40)))),
                        "/batch_schedule",
                        "stages goes on with batches of 40, but the sampler's are of 41"));
    }

    private static List<Case> eightBitStates() {
        String fullPrecision =
                " needs its state in full precision: it names no vector of it that may be kept in eight bits";
        String firstOrder = " is no first-order rule, and the state of no other can be kept in eight bits";
        return List.of(
                new Case(spec -> eightBit(spec, new Adam())),
                new Case(spec -> eightBit(spec, new AdamW())),
                new Case(spec -> eightBit(spec, new Lion())),
                new Case(spec -> eightBit(spec, new Sgd(0.9, 0, true))),
                new Case(
                        spec -> eightBit(spec, new Sgd()),
                        "/state_format",
                        "sgd keeps no state that could be kept in eight bits"),
                new Case(spec -> eightBit(spec, new Delicate()), "/state_format", "Delicate" + fullPrecision),
                new Case(spec -> eightBit(spec, new Curved()), "/state_format", "Curved" + firstOrder),
                new Case(spec -> eightBit(spec, new Closure()), "/state_format", "Closure" + firstOrder),
                new Case(spec -> eightBit(spec, new Searcher()), "/state_format", "Searcher" + firstOrder));
    }

    private static SpecBuilder eightBit(SpecBuilder spec, UpdateRule rule) {
        return spec.optimizer(rule).stateFormat(new Block8Bit());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatContradictsItselfIsNamedWithItsPlaceAndNothingElseIs(Case c) {
        assertThat(faults(c.spec()))
                .allSatisfy(fault -> assertThat(fault.code()).isEqualTo("conflict"))
                .flatExtracting(Violation::pointer, Violation::message)
                .containsExactly((Object[]) c.fault());
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThat(faults(spec -> eightBit(spec, new Searcher())
                        .transforms(new ExponentialMovingAverage(), new ClipByNorm(), new StochasticWeightAveraging())
                        .mechanism(new WinsorizedMean())
                        .batchSchedule(new NormTest())))
                .extracting(Violation::pointer)
                .containsExactly("/transforms/1", "/transforms/2", "/mechanism", "/batch_schedule", "/state_format");
    }

    private static List<Violation> faults(UnaryOperator<SpecBuilder> change) {
        SpecBuilder builder = change.apply(new SpecBuilder(TinyProblem.spec()));
        try {
            builder.build();
            return List.of();
        } catch (InvalidOptions e) {
            return e.violations();
        }
    }
}
