package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.optimizers.AdaGradNorm.Scope;
import dev.descent.training.tensor.Layout;
import org.junit.jupiter.api.Test;

class AdaGradNormTest {
    /** As many biases as rows, and a convolution, whose filters are its rows. */
    private static final Layout LAYOUT =
            Layout.EMPTY.with("w", 2, 2).with("b", 2).with("conv", 2, 1, 1, 2);

    @Test
    void theScopeDecidesWhatHasANormOfItsOwn() {
        assertThat(norms(Scope.GLOBAL)).containsExactly(squares(3, 4, 5, 12, 1, 2, 8, 6, 0, 2));
        assertThat(norms(Scope.TENSOR)).containsExactly(squares(3, 4, 5, 12), squares(1, 2), squares(8, 6, 0, 2));
    }

    /** Nothing of a layer goes into the biases after it, although they are as many as it has rows. */
    @Test
    void rowsAndSingleBiasesHaveNormsOfTheirOwn() {
        assertThat(norms(Scope.ROW))
                .containsExactly(squares(3, 4), squares(5, 12), squares(1), squares(2), squares(8, 6), squares(0, 2));
    }

    @Test
    void aRowMovesByItsGradientOverItsNorm() {
        double[] moved = new Walk(new AdaGradNorm(Scope.ROW, 1e-6, 0), LAYOUT, new double[10])
                .step(1, 3, 4, 5, 12, 1, 2, 8, 6, 0, 2);
        assertThat(moved)
                .containsExactly(
                        new double[] {-0.6, -0.8, -5.0 / 13, -12.0 / 13, -1, -1, -0.8, -0.6, 0, -1}, within(1e-9));
    }

    private static double[] norms(Scope scope) {
        Walk walk = new Walk(new AdaGradNorm(scope, 1, 0), LAYOUT, new double[10]);
        walk.step(1, 3, 4, 5, 12, 1, 2, 8, 6, 0, 2);
        return walk.remembered("b2");
    }

    private static double squares(double... gradient) {
        double sum = 1;
        for (double g : gradient) {
            sum += g * g;
        }
        return sum;
    }
}
