package dev.descent.training.mechanisms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Clipping;
import dev.descent.training.ExampleGradients;
import dev.descent.training.MaterializedGradients;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.State;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.clippings.AutoS;
import dev.descent.training.clippings.AutoV;
import dev.descent.training.clippings.GlobalClipping;
import dev.descent.training.clippings.Psac;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Clipped sums of six nets under every clipping, from the gradients of single examples. */
class GoldenClippingTest {
    private static final double STABILIZER_OF_OPACUS = 1e-6;

    private static final Map<String, Clipping> WHOLE = Map.of(
            "abadi_exact", new Abadi(),
            "opacus", new Abadi(STABILIZER_OF_OPACUS),
            "auto_s", new AutoS(),
            "auto_v", new AutoV(),
            "psac", new Psac(),
            "global", new GlobalClipping());

    @TestFactory
    Stream<DynamicTest> clippedSums() {
        return PrivacyGolden.nets().properties().stream()
                .flatMap(net -> net.getValue()
                        .get("clipped")
                        .valueStream()
                        .map(clipped -> DynamicTest.dynamicTest(
                                net.getKey() + " " + clipped.get("fn").stringValue() + " C = " + clipped.get("C"),
                                () -> check(net.getValue(), clipped))));
    }

    private static void check(JsonNode net, JsonNode clipped) {
        Layout layout = PrivacyGolden.layout(net);
        DpSgd mechanism =
                mechanism(clipped.get("fn").stringValue(), clipped.get("C").doubleValue());
        Vec rows = new ArrayVec(PrivacyGolden.rows(net));
        ExampleGradients gradients =
                MaterializedGradients.of(rows, net.get("per_sample_norm").size());
        State state = mechanism.init(rows);

        Vec sum = mechanism.query(all(gradients), state, PrivacyGolden.setting(layout, rows, 1));

        double[] expected = PrivacyGolden.flat(clipped.get("sum"), layout);
        double[] actual = ArrayVec.values(sum);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-10 + 1e-9 * Math.abs(expected[i])));
        }
    }

    static DpSgd mechanism(String name, double clipNorm) {
        return switch (name) {
            case "per_param_opacus" -> dpSgd(clipNorm, new Abadi(STABILIZER_OF_OPACUS), ClipScope.TENSOR);
            case "per_module_auto" -> dpSgd(clipNorm, new AutoS(), ClipScope.LAYER);
            default -> dpSgd(clipNorm, Objects.requireNonNull(WHOLE.get(name), name), ClipScope.ALL);
        };
    }

    private static DpSgd dpSgd(double clipNorm, Clipping clipping, ClipScope scope) {
        return new DpSgd(clipNorm, clipping, scope, null, new PrivacyOptions(1.0, null, 1e-5, 100, false));
    }

    static PrivateMechanism.ExampleBatch all(ExampleGradients gradients) {
        return new PrivateMechanism.ExampleBatch() {
            @Override
            public Vec sum(long size, Function<PrivateMechanism.Part, Vec> ofPart) {
                throw new UnsupportedOperationException("there are gradients at one point alone");
            }

            @Override
            public Vec sumOfGradients(long size, Function<ExampleGradients, Vec> ofGradients) {
                return ofGradients.apply(gradients);
            }
        };
    }
}
