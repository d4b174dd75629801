package dev.descent.training.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.spec.Names;
import dev.descent.training.Network;
import dev.descent.training.Network.Forward;
import dev.descent.training.objectives.Classification;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares networks with what PyTorch made of the same source and weights; {@code golden.py} says how. */
class PyTorchTest {
    private static final JsonNode GOLDEN = JsonMapper.shared().readTree(resource("golden.json"));
    private static final int BATCH = GOLDEN.get("batch").asInt();
    private static final double TOLERANCE = 1e-5;

    private final Randomness randomness = new Randomness(1);

    @ParameterizedTest
    @EnumSource
    void theSourceIsWhatPyTorchRan(GoldenNetworks golden) {
        assertThat(golden.network().pytorch()).isEqualTo(resource(name(golden) + ".py"));
    }

    @ParameterizedTest
    @EnumSource
    void namesAndShapesAreThoseOfTheStateDictionary(GoldenNetworks golden) {
        assertThat(shapes(golden.network().parameters())).isEqualTo(shapes(expected(golden, "parameters")));
        assertThat(shapes(golden.network().buffers())).isEqualTo(shapes(expected(golden, "buffers")));
    }

    @ParameterizedTest
    @EnumSource
    void outputsAndLossesAreEqual(GoldenNetworks golden) {
        Network network = golden.network();
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch batch = TestExamples.batch(workspace, golden.signature(), BATCH);
            Tensor outputs = network.forward(
                            workspace.vec(parameters(network)), workspace.vec(buffers(network)), batch, null)
                    .outputs();

            assertThat(outputs.shape())
                    .containsExactly(BATCH, golden.signature().classes());
            assertClose(outputs.toArray(), expected(golden, "outputs"));
            assertClose(new Classification().losses(outputs, batch.targets()).toArray(), expected(golden, "losses"));
            assertClose(
                    new Classification(0.1, 1).losses(outputs, batch.targets()).toArray(),
                    expected(golden, "smoothed_losses"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAndRunningStatisticsAreEqual(GoldenNetworks golden) {
        Network network = golden.network();
        boolean training = !network.pytorch().contains("Dropout");
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch batch = TestExamples.batch(workspace, golden.signature(), BATCH);
            Vec theta = workspace.vec(parameters(network));
            Vec before = workspace.vec(buffers(network));
            List<Vec> after = new ArrayList<>();
            Vec loss = workspace.record(theta, () -> {
                Forward forward =
                        network.forward(theta, before, batch, training ? new Network.Training(randomness, 0) : null);
                after.add(forward.buffers());
                return new Classification(0.1, 1)
                        .losses(forward.outputs(), batch.targets())
                        .mean();
            });
            float[] gradient = workspace.gradient(loss, theta).toArray();

            for (Layout.Entry entry : network.parameters().entries()) {
                JsonNode node = expected(golden, "gradient").get(entry.name());
                int from = (int) entry.offset();
                float[] part = Arrays.copyOfRange(gradient, from, from + (int) entry.size());
                double norm = 0;
                for (float g : part) {
                    norm += (double) g * g;
                }
                assertClose((float) Math.sqrt(norm), node.get("norm"), entry.name());
                assertClose(Arrays.copyOf(part, Math.min(4, part.length)), node.get("first"));
            }
            for (Layout.Entry entry : network.buffers().entries()) {
                int from = (int) entry.offset();
                assertClose(
                        Arrays.copyOfRange(after.get(0).toArray(), from, from + (int) entry.size()),
                        expected(golden, "buffers_after").get(entry.name()));
            }
            assertThat(before.toArray()).isEqualTo(buffers(network));
        }
    }

    private static float[] parameters(Network network) {
        float[] theta = new float[(int) network.parameters().size()];
        for (int i = 0; i < theta.length; i++) {
            theta[i] = (float) (0.3 * Math.sin(i + 1));
        }
        return theta;
    }

    private static float[] buffers(Network network) {
        float[] values = new float[Math.max(1, (int) network.buffers().size())];
        for (Layout.Entry entry : network.buffers().entries()) {
            for (int j = (int) entry.offset(); j < entry.offset() + entry.size(); j++) {
                double wave = 0.1 * Math.sin(j + 1);
                if (entry.name().endsWith("running_mean")) {
                    values[j] = (float) wave;
                } else if (entry.name().endsWith("running_var")) {
                    values[j] = (float) (1 + wave);
                }
            }
        }
        return values;
    }

    private static void assertClose(float[] actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertClose(actual[i], expected.get(i), "element " + i);
        }
    }

    private static void assertClose(float actual, JsonNode expected, String name) {
        double value = expected.asDouble();
        assertThat((double) actual).as(name).isCloseTo(value, within(TOLERANCE * Math.max(1, Math.abs(value))));
    }

    private static Map<String, List<Long>> shapes(Layout layout) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        layout.entries().forEach(entry -> shapes.put(entry.name(), entry.shape()));
        return shapes;
    }

    private static Map<String, List<Long>> shapes(JsonNode json) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        json.propertyStream()
                .forEach(property -> shapes.put(
                        property.getKey(),
                        property.getValue().valueStream().map(JsonNode::asLong).toList()));
        return shapes;
    }

    private static JsonNode expected(GoldenNetworks golden, String what) {
        return GOLDEN.get("networks").get(name(golden)).get(what);
    }

    private static String name(GoldenNetworks golden) {
        return Names.wire(golden.name());
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(PyTorchTest.class.getResourceAsStream("/pytorch/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
