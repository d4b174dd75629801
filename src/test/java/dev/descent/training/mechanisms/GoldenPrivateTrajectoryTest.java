package dev.descent.training.mechanisms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.MaterializedGradients;
import dev.descent.training.Optimizer;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.PrivateSteps;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.optimizers.DpAdamBc;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Private steps with given noise: the whole way from examples to parameters. */
class GoldenPrivateTrajectoryTest {
    private static final JsonNode OPTIMIZERS = PrivacyGolden.optimizers();
    private static final JsonNode NET = PrivacyGolden.nets().get("mlp_tanh");
    private static final Layout LAYOUT = PrivacyGolden.layout(NET);

    @TestFactory
    Stream<DynamicTest> trajectories() {
        return Stream.of("dp_sgd", "dp_sgd_momentum0.9", "dp_adam", "dp_adamw", "dp_adam_bc")
                .map(name -> DynamicTest.dynamicTest(name, () -> check(OPTIMIZERS.get(name), rule(name))));
    }

    private static Optimizer rule(String name) {
        return switch (name) {
            case "dp_sgd" -> new Sgd();
            case "dp_sgd_momentum0.9" -> new Sgd(0.9, 0, false);
            case "dp_adam" -> new Adam();
            case "dp_adamw" -> new AdamW();
            default -> new DpAdamBc(0.9, 0.999, 1e-3);
        };
    }

    private static void check(JsonNode trace, Optimizer rule) {
        JsonNode common = OPTIMIZERS.get("common");
        PrivateMechanism mechanism =
                GoldenClippingTest.mechanism("opacus", common.get("C").doubleValue());
        mechanism = ((DpSgd) mechanism)
                .with(new PrivacyOptions().with(common.get("sigma").doubleValue()));
        double batch = common.get("expected_batch_size").doubleValue();
        double rate = trace.get("lr").doubleValue();
        double decay = trace.path("weight_decay_decoupled").doubleValue(0);
        Vec theta = new ArrayVec(PrivacyGolden.flat(NET.get("params"), LAYOUT));
        State state = rule.init(theta);
        State memory = mechanism.init(theta);
        for (int t = 0; t < trace.get("steps").size(); t++) {
            JsonNode expected = trace.get("steps").get(t);
            Vec z = new ArrayVec(PrivacyGolden.flat(common.get("noise_z").get(t), LAYOUT));
            PrivateMechanism.Setting setting = PrivacyGolden.setting(LAYOUT, theta, batch);
            Vec query = mechanism.query(TanhMlpBatch.golden(theta), memory, setting);
            PrivateMechanism.Release release = mechanism.release(query, memory, setting, (stream, size) -> z);
            if (expected.has("private_grad")) {
                PrivacyGolden.assertClose(release.gradient(), expected.get("private_grad"), LAYOUT);
            }
            Vec start = theta.mul(1 - rate * decay);
            UpdateRule.Step next = rule.step(
                    start, release.gradient(), state, PrivateSteps.context(t, rate, LAYOUT, release.variance()));
            theta = next.parameters();
            state = next.state();
            memory = release.state();
            PrivacyGolden.assertClose(theta, expected.get("params"), LAYOUT);
        }
    }

    @Test
    void theClipNormFollowsTheQuantile() {
        JsonNode trace = OPTIMIZERS.get("adaptive_clip_andrew");
        QuantileTracking tracking = new QuantileTracking(
                trace.get("target_quantile").doubleValue(),
                trace.get("eta").doubleValue(),
                trace.get("sigma_b").doubleValue());
        DpSgd mechanism =
                new DpSgd(1, new Abadi(), ClipScope.ALL, tracking, new PrivacyOptions(0.9, null, 1e-5, 100, false));
        PrivateMechanism.Setting setting = PrivacyGolden.setting(
                Layout.EMPTY.with("w", 1),
                new ArrayVec(0),
                trace.get("expected_batch").doubleValue());
        State state = mechanism.init(new ArrayVec(0));
        for (int t = 0; t < trace.get("trace").size(); t++) {
            JsonNode expected = trace.get("trace").get(t);
            double[] norms = PrivacyGolden.numbers(trace.get("norms").get(t));
            double z = trace.get("count_noise_z").get(t).doubleValue();
            assertThat(ArrayVec.values(state.get("clip_norm"))[0])
                    .isCloseTo(expected.get("C_before").doubleValue(), within(1e-12));
            Vec query = mechanism.query(
                    GoldenClippingTest.all(new MaterializedGradients(new ArrayVec(norms), norms.length)),
                    state,
                    setting);
            state = mechanism
                    .release(query, state, setting, (stream, size) -> new ArrayVec(stream == 1 ? z : 0))
                    .state();
            assertThat(ArrayVec.values(state.get("clip_norm"))[0])
                    .isCloseTo(expected.get("C_after").doubleValue(), within(1e-12));
        }
        for (JsonNode pair : trace.get("z_delta_of_z")) {
            QuantileTracking counted =
                    new QuantileTracking(0.5, 0.2, pair.get("sigma_b").doubleValue());
            assertThat(counted.gradientNoiseMultiplier(pair.get("z").doubleValue(), 5))
                    .isCloseTo(pair.get("z_delta").doubleValue(), within(1e-12));
        }
    }
}
