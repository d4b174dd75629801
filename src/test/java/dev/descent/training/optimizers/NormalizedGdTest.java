package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.optimizers.NormalizedGd.Scope;
import dev.descent.training.tensor.Layout;
import org.junit.jupiter.api.Test;

class NormalizedGdTest {
    private static final Layout TWO = Layout.EMPTY.with("w", 2).with("b", 1);

    @Test
    void aStepIsAsLongAsTheLearningRateOrTheStepOfEachTensorIs() {
        assertThat(new Walk(new NormalizedGd(Scope.GLOBAL, 0, 1e-12), TWO, 0, 0, 0).step(0.9, 2, 1, 2))
                .containsExactly(new double[] {-0.6, -0.3, -0.6}, within(1e-9));
        assertThat(new Walk(new NormalizedGd(Scope.TENSOR, 0, 1e-12), TWO, 0, 0, 0).step(0.5, 3, 4, 7))
                .containsExactly(new double[] {-0.3, -0.4, -0.5}, within(1e-9));
    }

    @Test
    void withMomentumTheMeanGradientIsNormalized() {
        Walk walk = new Walk(new NormalizedGd(Scope.GLOBAL, 0.5, 1e-12), 0, 0);
        walk.step(1, 2, 0);
        double[] before = walk.parameters();
        assertThat(before).containsExactly(new double[] {-1, 0}, within(1e-9));
        // The mean is (0.5 + 1, 2).
        assertThat(walk.step(1, 2, 4)).containsExactly(new double[] {before[0] - 0.6, before[1] - 0.8}, within(1e-9));
    }
}
