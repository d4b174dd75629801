package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Contexts;
import dev.descent.training.Golden;
import dev.descent.training.State;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SgdSaiTest {
    @Test
    void theRatiosAreThoseOfTheReferenceAndStayWhatTheyWere() {
        JsonNode expected =
                Golden.read("optimizers/sgd_sai.json").get("cases").get(0).get("gsnr");
        JsonNode gradient =
                Golden.read("optimizers/inputs.json").get("gradients").get(0);
        double[] flat = DoubleStream.concat(values(gradient.get("w")), values(gradient.get("b")))
                .toArray();
        Walk walk = new Walk(new SgdSai(), Layout.EMPTY.with("w", 4, 3).with("b", 5), new double[17]);
        walk.step(0.01, flat);
        double[] ratios = walk.remembered("q");
        assertThat(ratios)
                .containsExactly(
                        new double[] {
                            expected.get("w").asDouble(), expected.get("b").asDouble()
                        },
                        within(1e-12));
        walk.step(0.01, DoubleStream.iterate(1, x -> x + 1).limit(17).toArray());
        assertThat(walk.remembered("q")).containsExactly(ratios);
    }

    private static DoubleStream values(JsonNode node) {
        return node.isArray()
                ? node.valueStream().flatMapToDouble(SgdSaiTest::values)
                : DoubleStream.of(node.asDouble());
    }

    @Test
    void aTensorWhoseFirstGradientTellsNothingHasTheRatioOne() {
        Layout layout =
                Layout.EMPTY.with("one", 1).with("zero", 3).with("equal", 3).with("telling", 2);
        Walk walk = new Walk(new SgdSai(), layout, new double[9]);
        walk.step(0.01, 0.3, 0, 0, 0, 0.1, 0.1, 0.1, 3, 4);
        double[] ratios = walk.remembered("q");
        assertThat(ratios).hasSize(4);
        assertThat(Arrays.copyOf(ratios, 3)).containsExactly(1, 1, 1);
        assertThat(ratios[3]).isCloseTo(5 / Math.sqrt(0.5), within(1e-6));
    }

    @Test
    void onTheEngineEqualGradientsTellNothingEither() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            float[] equal = new float[1000];
            Arrays.fill(equal, 0.1f);
            Vec gradient = workspace.vec(equal);
            SgdSai rule = new SgdSai();
            State state = rule.step(
                            gradient, gradient, rule.init(gradient), Contexts.of(0.01, Layout.EMPTY.with("w", 1000)))
                    .state();
            assertThat(state.get("q").value()).isEqualTo(1);
        }
    }

    @Test
    void withoutMomentumItIsScaledGradientDescent() {
        Walk walk = new Walk(new SgdSai(0, 1e-8), 0, 0);
        walk.step(0.01, 3, 4);
        double ratio = walk.remembered("q")[0];
        double[] before = walk.parameters();
        assertThat(walk.step(0.01, 1, 2))
                .containsExactly(
                        ArrayVec.values(new ArrayVec(before).addScaled(-0.01 * ratio, new ArrayVec(1, 2))),
                        within(1e-15));
    }
}
