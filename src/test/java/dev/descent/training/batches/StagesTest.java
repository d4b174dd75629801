package dev.descent.training.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StagesTest {
    @Test
    void aStageBeginsAtItsStepOrAtItsPartOfAllSteps() {
        Stages bySteps = new Stages(List.of(byStep(2, 20), byStep(5, 30)));
        assertThat(IntStream.range(0, 7).map(t -> bySteps.size(t, 100, 1, 8)))
                .containsExactly(8, 8, 20, 20, 20, 30, 30);
        Stages byFractions = new Stages(List.of(byFraction(0.25, 20), byFraction(0.5, 30)));
        assertThat(IntStream.range(0, 10).map(t -> byFractions.size(t, 10, 1, 8)))
                .containsExactly(8, 8, 8, 20, 20, 30, 30, 30, 30, 30);
        assertThat(byFractions.largest(8)).isEqualTo(30);
        assertThat(byFractions.isMeasuring()).isFalse();
        assertThat(byFractions.isFixed()).isFalse();
    }

    @Test
    void batchesDoNotShrinkBelowTheSamplers() {
        Stages stages = new Stages(List.of(byStep(0, 20)));
        assertThat(stages.objectionTo(20)).isEmpty();
        assertThat(stages.objectionTo(21)).contains("goes on with batches of 20, but the sampler's are of 21");
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                Arguments.of(List.of(byStep(2, 20), byFraction(0.5, 30)), "/stages/1"),
                Arguments.of(List.of(byStep(2, 20), byStep(2, 30)), "/stages/1"),
                Arguments.of(List.of(byFraction(0.5, 20), byFraction(0.4, 30)), "/stages/1"),
                Arguments.of(List.of(byStep(2, 20), byStep(3, 30), byStep(4, 29)), "/stages/2/size"));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void stagesAreInOrder(List<BatchStage> stages, String pointer) {
        assertThatThrownBy(() -> new Stages(stages))
                .isInstanceOfSatisfying(
                        InvalidOptions.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly(pointer));
    }

    @Test
    void aStageHasOneBeginningWhichMayBeThatOfTraining() {
        assertThatThrownBy(() -> new BatchStage(0.5, 3L, 20))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/at_step: give at_fraction or at_step, not both");
        Stages atOnce = new Stages(List.of(new BatchStage(20), byStep(3, 30)));
        assertThat(IntStream.range(0, 4).map(t -> atOnce.size(t, 100, 1, 8))).containsExactly(20, 20, 20, 30);
    }

    private static BatchStage byStep(long step, int size) {
        return new BatchStage(null, step, size);
    }

    private static BatchStage byFraction(double fraction, int size) {
        return new BatchStage(fraction, null, size);
    }
}
