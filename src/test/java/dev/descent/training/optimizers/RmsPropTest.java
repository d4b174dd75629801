package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Contexts;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

class RmsPropTest {
    /** v − m² of equal gradients is rounding, of either sign. */
    @Test
    void aVarianceThatRoundingMadeNegativeIsZero() {
        RmsProp rule = new RmsProp(0.5, 1e-8, 0, true);
        StepContext context = Contexts.of(1e-9, Layout.EMPTY.with("b", 4));
        boolean negative = false;
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec gradient = workspace.vec(new float[] {0.1f, -0.7f, 1.3f, 3e-3f});
            UpdateRule.Step at = new UpdateRule.Step(gradient, rule.init(gradient));
            for (int t = 0; t < 100; t++) {
                at = rule.step(at.parameters(), gradient, at.state(), context);
                State state = at.state();
                for (float x : state.get("v").sub(state.get("m").square()).toArray()) {
                    negative |= x < 0;
                }
                for (float x : at.parameters().toArray()) {
                    assertThat(x).isFinite();
                }
                workspace.keepOnly(List.of(gradient, at.parameters(), state.get("v"), state.get("m")));
            }
        }
        assertThat(negative).as("the case came up").isTrue();
    }
}
