package dev.descent.training.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Contexts;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.WeightAverage;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import dev.descent.training.transforms.ExponentialMovingAverage.Beginning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightTransformsTest {
    private static final Layout LAYOUT = Layout.EMPTY.with("w", 3);
    private static final int STEPS = 20;

    /** θ after each step. */
    private static final List<double[]> PATH = path();

    private static List<double[]> path() {
        Random random = new Random(8);
        List<double[]> path = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            path.add(random.doubles(3, -1, 1).toArray());
        }
        return path;
    }

    /** The average after each step. */
    private static List<double[]> averages(WeightAverage average) {
        State state = average.init(new ArrayVec(5, 5, 5));
        List<double[]> averages = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            Vec parameters = new ArrayVec(PATH.get(t));
            state = average.include(parameters, state, Contexts.at(t, (double) t / STEPS, LAYOUT));
            averages.add(ArrayVec.values(average.average(parameters, state)));
            assertThat(state.vectors().size()).isLessThanOrEqualTo(average.stateVectors());
        }
        return averages;
    }

    /** Σ of weight(age) · θ over the steps from {@code start} to {@code last}, over the sum of the weights. */
    private static double[] weighted(int start, int last, IntToDoubleFunction weightOfStep) {
        double[] sum = new double[3];
        double weights = 0;
        for (int t = start; t <= last; t++) {
            double weight = weightOfStep.applyAsDouble(t);
            weights += weight;
            for (int i = 0; i < 3; i++) {
                sum[i] += weight * PATH.get(t)[i];
            }
        }
        double total = weights;
        return Arrays.stream(sum).map(x -> x / total).toArray();
    }

    @ParameterizedTest
    @CsvSource({"0.9,0", "0.5,7", "0,3"})
    void biasCorrectedTheWeightOfAStepIsTheDecayToThePowerOfItsAge(double decay, int start) {
        List<double[]> averages = averages(new ExponentialMovingAverage(decay, Beginning.BIAS_CORRECTED, start));
        for (int t = 0; t < STEPS; t++) {
            int last = t;
            double[] expected = t < start ? PATH.get(t) : weighted(start, t, s -> Math.pow(decay, last - s));
            assertThat(averages.get(t)).containsExactly(expected, within(1e-12));
        }
    }

    @Test
    void fromTheFirstParametersOnTheDecayIsTheSame() {
        List<double[]> averages = averages(new ExponentialMovingAverage(0.8, Beginning.FIRST_PARAMETERS, 2));
        double[] expected = PATH.get(2).clone();
        for (int t = 3; t < STEPS; t++) {
            for (int i = 0; i < 3; i++) {
                expected[i] = 0.8 * expected[i] + 0.2 * PATH.get(t)[i];
            }
            assertThat(averages.get(t)).containsExactly(expected, within(1e-12));
        }
    }

    @Test
    void aGrowingDecayReachesTheDecay() {
        List<double[]> averages = averages(new ExponentialMovingAverage(0.6, Beginning.GROWING_DECAY, 0));
        double[] expected = PATH.get(0).clone();
        for (int t = 1; t < STEPS; t++) {
            double decay = Math.min(0.6, (1.0 + t) / (10 + t));
            for (int i = 0; i < 3; i++) {
                expected[i] = decay * expected[i] + (1 - decay) * PATH.get(t)[i];
            }
            assertThat(averages.get(t)).containsExactly(expected, within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"true,1", "true,4", "false,1", "false,3"})
    void stochasticWeightAveragingIsTheMeanOfEveryKthStepSinceItsStart(boolean byFraction, int every) {
        int start = 10;
        List<double[]> averages = averages(new StochasticWeightAveraging(
                byFraction ? (Double) 0.5 : null, byFraction ? null : (Long) (long) start, every));
        for (int t = 0; t < STEPS; t++) {
            double[] expected =
                    t < start + every - 1 ? PATH.get(t) : weighted(start, t, s -> (s - start + 1) % every == 0 ? 1 : 0);
            assertThat(averages.get(t)).as("step %d", t).containsExactly(expected, within(1e-12));
        }
    }

    @Test
    void byDefaultTheLastQuarterIsAveraged() {
        double[] last = averages(new StochasticWeightAveraging()).get(STEPS - 1);
        assertThat(last).containsExactly(weighted(15, STEPS - 1, s -> 1), within(1e-12));
        assertThatThrownBy(() -> new StochasticWeightAveraging(0.5, 3L, 1))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/start_step");
    }

    /** The inner rule adds a fixed vector to θ in each step, wherever θ is. */
    @Test
    void lookaheadGoesBackAPartOfTheWayAfterEveryFewSteps() {
        Lookahead lookahead = new Lookahead(3, 0.25);
        double[] fast = {1, -2, 0.5};
        double[] slow = fast.clone();
        Vec parameters = new ArrayVec(fast);
        State state = lookahead.init(parameters);
        for (int t = 0; t < STEPS; t++) {
            UpdateRule.Step step =
                    lookahead.apply(parameters.add(new ArrayVec(PATH.get(t))), state, Contexts.of(t, 1, 0, LAYOUT));
            parameters = step.parameters();
            state = step.state();
            for (int i = 0; i < 3; i++) {
                fast[i] += PATH.get(t)[i];
                if (t % 3 == 2) {
                    slow[i] += 0.25 * (fast[i] - slow[i]);
                    fast[i] = slow[i];
                }
            }
            assertThat(ArrayVec.values(parameters)).containsExactly(fast, within(1e-12));
        }
        assertThat(state.vectors()).hasSize(lookahead.stateVectors());
    }
}
