package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.models.Linear;
import dev.descent.training.models.TargetProjectionMlp;
import dev.descent.training.models.gradients.TrAct;
import dev.descent.training.objectives.Regression;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.tensor.Vec;
import org.junit.jupiter.api.Test;

class ModelCombinationTest {
    @Test
    void rulesThatNeedTheDerivativesOfTheLossRefuseModelsWithOthers() {
        Violation expected = new Violation(
                "/model",
                "conflict",
                "Search needs the derivatives of the loss, but this target_projection_mlp gives its weights other "
                        + "gradients");
        assertThat(catchThrowableOfType(InvalidOptions.class, () -> spec(new TargetProjectionMlp(), new Search()))
                        .violations())
                .containsExactly(expected);
        assertThat(catchThrowableOfType(InvalidOptions.class, () -> spec(new Linear(new TrAct()), new Search()))
                        .violations())
                .extracting(Violation::pointer)
                .containsExactly("/model");
        assertThatCode(() -> spec(new Linear(), new Search())).doesNotThrowAnyException();
        assertThatCode(() -> spec(new Linear(new TrAct()), new Adam())).doesNotThrowAnyException();
    }

    private static TrainingSpec spec(Model model, UpdateRule rule) {
        return new SpecBuilder(model, new Regression()).optimizer(rule).build();
    }

    private record Search() implements ClosureRule {
        @Override
        public State init(Vec parameters) {
            return State.EMPTY;
        }

        @Override
        public Step step(Vec parameters, Loss loss, State state, StepContext context) {
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
}
