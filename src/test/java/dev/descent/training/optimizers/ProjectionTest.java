package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.Layout;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    private static final Layout MATRIX = Layout.EMPTY.with("w", 2, 2);
    private static final double RATE = 0.1;

    @Test
    void aStepAlongWeightsThatStandAtRightAnglesToTheirGradientIsTakenOut() {
        Walk walk = new Walk(sgdp(0.9, true), MATRIX, 1, 0, 0, 2);
        double[] along = walk.step(RATE, 1, 0, 0, -1);
        assertThat(along).containsExactly(new double[] {0.9, 0, 0, 2.1}, within(1e-12));
        // The gradient is now at right angles to each row; the momentum still points along them.
        double[] across = walk.step(RATE, 0, 5, 5, 0);
        assertThat(across).containsExactly(new double[] {0.9, -0.5, -0.5, 2.1}, within(1e-7));
    }

    @Test
    void rowsThatAreNotAtRightAnglesOneByOneMayBeSoTogether() {
        Walk walk = new Walk(sgdp(0.9, true), MATRIX, 1, 0, 0, 1);
        walk.step(0, 1, 0, 0, 1);
        // Before: momentum (1, 0, 0, 1) is along the weights. The gradient is at right angles to them as a whole.
        double[] moved = walk.step(RATE, 1, 0, 0, -1);
        assertThat(moved).containsExactly(new double[] {0.9, 0, 0, 1.1}, within(1e-7));
    }

    @Test
    void vectorsAreLeftAlone() {
        Walk walk = new Walk(sgdp(0.9, true), 1, 0);
        walk.step(RATE, 1, 0);
        assertThat(walk.step(RATE, 0, 5)).containsExactly(new double[] {0.9 - 0.09, -0.5}, within(1e-12));
    }

    @Test
    void theBufferThatIsKeptIsProjectedAsInTheCodeOrNotAsInThePaper() {
        Walk code = new Walk(sgdp(0.9, true), MATRIX, 1, 0, 0, 2);
        Walk paper = new Walk(sgdp(0.9, false), MATRIX, 1, 0, 0, 2);
        for (Walk walk : new Walk[] {code, paper}) {
            walk.step(0, 1, 0, 0, -1);
            walk.step(0, 0, 5, 5, 0);
        }
        assertThat(code.remembered("b")).containsExactly(new double[] {0, 5, 5, 0}, within(1e-7));
        assertThat(paper.remembered("b")).containsExactly(new double[] {0.9, 5, 5, -0.9}, within(1e-12));
    }

    @Test
    void projectedWeightsKeepAPartOfTheirDecay() {
        double whole = 1 - RATE * 0.5 / (1 - 0.9);
        double part = 1 - 0.1 * RATE * 0.5 / (1 - 0.9);
        assertThat(new Walk(sgdp(0.9, true), MATRIX, 1, 1, 1, 1).decayed(RATE, 0.5, 0, 0, 0, 0))
                .as("a gradient of zero is at right angles to anything")
                .containsExactly(new double[] {part, part, part, part}, within(1e-12));
        assertThat(new Walk(sgdp(0.9, true), 1, 1).decayed(RATE, 0.5, 0, 0))
                .containsExactly(new double[] {whole, whole}, within(1e-12));
    }

    @Test
    void nesterovNeedsAMomentum() {
        assertThatThrownBy(() -> new SgdP(0, 0, true, 1e-8, true, new Projection()))
                .isInstanceOf(InvalidOptions.class)
                .hasMessageContaining("/nesterov");
    }

    private static SgdP sgdp(double momentum, boolean projectBuffer) {
        return new SgdP(momentum, 0, false, 1e-8, projectBuffer, new Projection());
    }
}
