package dev.descent.training.surrogates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.AnalyticLoss;
import dev.descent.training.Contexts;
import dev.descent.training.Golden;
import dev.descent.training.Problem;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.decay.Coupled;
import dev.descent.training.decay.NoDecay;
import dev.descent.training.surrogates.TargetBasedSurrogate.Fall;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Target-based surrogates against the authors' code. */
class TargetBasedSurrogateTest {
    private static final JsonNode GOLDEN = Golden.read("optimizers/sso.json");
    private static final double[][] X = StreamSupport.stream(
                    GOLDEN.at("/notes/1/X").spliterator(), false)
            .map(TargetBasedSurrogateTest::numbers)
            .toArray(double[][]::new);
    private static final double[] Y = StreamSupport.stream(
                    GOLDEN.at("/notes/1/y").spliterator(), false)
            .mapToDouble(row -> row.get(0).asDouble())
            .toArray();
    private static final int B = 3;
    private static final Layout LAYOUT = Layout.EMPTY.with("w", 1, 3);

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false);
    }

    /** The reference's eta is 1/(2η), its loss the sum over the batch and its surrogate the mean. */
    @ParameterizedTest
    @MethodSource("cases")
    void matchesTheAuthorsCode(JsonNode c) {
        JsonNode hyper = c.get("hyper");
        TargetBasedSurrogate rule = new TargetBasedSurrogate(
                hyper.get("m").asInt(),
                Fall.CONSTANT,
                1000,
                hyper.get("lr").asDouble(),
                hyper.get("c").asDouble(),
                0.9,
                1.8);
        Vec w = new ArrayVec(numbers(GOLDEN.at("/notes/1/w0/0")));
        State state = rule.init(w);
        for (int t = 1; t <= 6; t++) {
            AnalyticLoss loss = new AnalyticLoss(batch(t));
            UpdateRule.Step step =
                    rule.step(w, loss, state, context(1 / (2 * hyper.get("eta").asDouble())));
            w = step.parameters();
            state = step.state();
            assertThat(loss.outputGradients()).isEqualTo(1);
            assertThat(loss.gradients()).isZero();
            JsonNode expected = c.get("steps").path(Integer.toString(t));
            if (!expected.isMissingNode()) {
                assertThat(ArrayVec.values(w))
                        .as("step %d", t)
                        .containsExactly(numbers(expected.at("/w/0")), within(1e-12));
            }
        }
    }

    private static Problem.LeastSquares batch(int t) {
        int from = t % 2 == 1 ? 0 : B;
        return new Problem.LeastSquares(
                Arrays.copyOfRange(X, from, from + B), Arrays.copyOfRange(Y, from, from + B), 1.0 / B, B);
    }

    /** With squared errors of a linear model and η = ½, the surrogate is the loss: its steps are Armijo's on the loss. */
    @Test
    void moreInnerStepsLowerTheLossFurther() {
        Problem problem = new Problem.LeastSquares(X, Y, 1.0 / X.length, X.length);
        double last = Double.POSITIVE_INFINITY;
        for (int m : new int[] {1, 5, 20, 100}) {
            Vec w = new ArrayVec(1, 1, 1);
            TargetBasedSurrogate rule = new TargetBasedSurrogate(m, Fall.CONSTANT, 1000, 1, 0.5, 0.9, 1.8);
            double value =
                    problem.valueAt(ArrayVec.values(rule.step(w, new AnalyticLoss(problem), rule.init(w), context(0.5))
                            .parameters()));
            assertThat(value).isLessThan(last);
            last = value;
        }
        double[] gradient =
                problem.gradientAt(ArrayVec.values(new TargetBasedSurrogate(1000, Fall.CONSTANT, 1000, 1, 0.5, 0.9, 1.8)
                        .step(new ArrayVec(1, 1, 1), new AnalyticLoss(problem), State.EMPTY, context(0.5))
                        .parameters()));
        assertThat(gradient).containsExactly(new double[3], within(1e-5));
    }

    /** With the parameters themselves as outputs and enough inner steps, a step is θ − ηBc. */
    @Test
    void etaFallsAsItsScheduleSays() {
        Problem problem = new Problem.Quadratic(1, 2, 4);
        Vec x = new ArrayVec(1, 1, 1);
        Vec g = new ArrayVec(1, 2, 4);
        for (Fall fall : Fall.values()) {
            TargetBasedSurrogate rule = new TargetBasedSurrogate(200, fall, 100, 1, 0.4, 0.9, 1.8);
            Vec next = rule.step(x, new AnalyticLoss(problem), new State(8, Map.of()), context(0.1))
                    .parameters();
            double eta = switch (fall) {
                case CONSTANT -> 0.1;
                case SQUARE_ROOT -> 0.1 / 3;
                case EXPONENTIAL -> 0.1 * Math.pow(100, -0.09);
            };
            assertThat(ArrayVec.values(next)).containsExactly(ArrayVec.values(x.addScaled(-eta, g)), within(1e-6));
        }
    }

    @Test
    void aRateOfZeroMovesNothing() {
        Vec x = new ArrayVec(1, 1, 1);
        TargetBasedSurrogate rule = new TargetBasedSurrogate();
        assertThat(ArrayVec.values(
                        rule.step(x, new AnalyticLoss(new Problem.Quadratic(1, 2, 4)), rule.init(x), context(0))
                                .parameters()))
                .containsExactly(1, 1, 1);
    }

    @Test
    void aPenaltyOfTheParametersIsRefused() {
        assertThat(new TargetBasedSurrogate().objectionTo(new Coupled())).isPresent();
        assertThat(new TargetBasedSurrogate().objectionTo(new NoDecay())).isEmpty();
    }

    private static StepContext context(double eta) {
        StepContext context = Contexts.of(eta, LAYOUT);
        return new StepContext(0, 0, eta, OptionalDouble.empty(), 0, X.length, LAYOUT, context.noise());
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
