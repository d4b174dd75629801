package dev.descent.training.models.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.Network;
import dev.descent.training.Network.Forward;
import dev.descent.training.Network.Training;
import dev.descent.training.Objective;
import dev.descent.training.models.GoldenNetworks;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.TargetProjectionMlp;
import dev.descent.training.models.TestExamples;
import dev.descent.training.objectives.Classification;
import dev.descent.training.objectives.Regression;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetProjectionTest {
    private static final int WIDTH = 4;
    private static final int BATCH = 6;
    private static final List<Integer> HIDDEN = List.of(5, 3);
    private static final Randomness RANDOMNESS = new Randomness(7);
    private static final TargetProjectionMlp MODEL = new TargetProjectionMlp(HIDDEN, Activation.TANH);

    /** By hand: ∂/∂W = mean over the batch of (y − Pt)·tanh'(z) xᵀ, layer by layer. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void everyHiddenLayerDescendsOnItsOwnDistanceToTheProjectedTarget(int classes) {
        Network network = MODEL.network(GoldenNetworks.table(WIDTH, classes));
        float[] theta = network.initialParameters(RANDOMNESS);
        Parts gradient = gradient(network, theta, classes, 3);

        Parts parameters = parts(network.parameters(), theta);
        double[][] x = new double[BATCH][WIDTH];
        for (int b = 0; b < BATCH; b++) {
            for (int i = 0; i < WIDTH; i++) {
                x[b][i] = (float) Math.sin(0.37 * (b * WIDTH + i + 1));
            }
        }
        for (int layer = 0; layer < HIDDEN.size(); layer++) {
            String name = "fc" + (layer + 1);
            double[] weight = parameters.of(name + ".weight");
            double[] bias = parameters.of(name + ".bias");
            int units = bias.length;
            int inputs = weight.length / units;
            float[] projection = projection(units, classes, layer + 1);
            double[] byWeight = new double[weight.length];
            double[] byBias = new double[units];
            double[][] y = new double[BATCH][units];
            for (int b = 0; b < BATCH; b++) {
                for (int u = 0; u < units; u++) {
                    double z = bias[u];
                    for (int i = 0; i < inputs; i++) {
                        z += weight[u * inputs + i] * x[b][i];
                    }
                    y[b][u] = Math.tanh(z);
                    double goal =
                            classes > 0 ? projection[b % classes * units + u] : (float) Math.sin(b) * projection[u];
                    double byZ = (y[b][u] - goal) * (1 - y[b][u] * y[b][u]) / BATCH;
                    byBias[u] += byZ;
                    for (int i = 0; i < inputs; i++) {
                        byWeight[u * inputs + i] += byZ * x[b][i];
                    }
                }
            }
            assertClose(gradient.of(name + ".weight"), byWeight);
            assertClose(gradient.of(name + ".bias"), byBias);
            x = y;
        }
    }

    @Test
    void theOutputLayerAndTheValueAreThoseOfTheOrdinaryNetwork() {
        Signature signature = GoldenNetworks.table(WIDTH, 4);
        Network network = MODEL.network(signature);
        Network ordinary = new Mlp(HIDDEN, Activation.TANH, 0, Mlp.Normalization.NONE).network(signature);
        float[] theta = network.initialParameters(RANDOMNESS);

        assertThat(network.parameters()).isEqualTo(ordinary.parameters());
        assertThat(network.pytorch()).isEqualTo(ordinary.pytorch());
        assertThat(theta).isEqualTo(ordinary.initialParameters(RANDOMNESS));
        Parts local = gradient(network, theta, 4, 3);
        Parts whole = gradient(ordinary, theta, 4, 3);
        assertThat(local.of("fc3.weight")).isEqualTo(whole.of("fc3.weight"));
        assertThat(local.of("fc3.bias")).isEqualTo(whole.of("fc3.bias"));
        assertThat(local.of("fc1.weight")).isNotEqualTo(whole.of("fc1.weight"));
        assertThat(local.of("loss")).isEqualTo(whole.of("loss"));
    }

    @Test
    void theProjectionIsTheSameInEveryStepAndAnotherForAnotherSeed() {
        Network network = MODEL.network(GoldenNetworks.table(WIDTH, 4));
        float[] theta = network.initialParameters(RANDOMNESS);
        assertThat(gradient(network, theta, 4, 3).of("fc1.weight"))
                .isEqualTo(gradient(network, theta, 4, 8).of("fc1.weight"));
        assertThat(projection(5, 4, 1)).isNotEqualTo(projection(5, 4, 2));
        for (float p : projection(5, 4, 1)) {
            assertThat(Math.abs(p)).isLessThanOrEqualTo((float) Math.sqrt(6.0 / 5));
        }
    }

    @Test
    void evaluationHasNoLocalLosses() {
        Network network = MODEL.network(GoldenNetworks.table(WIDTH, 4));
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch batch = TestExamples.batch(workspace, GoldenNetworks.table(WIDTH, 4), BATCH);
            Vec theta = workspace.vec(network.initialParameters(RANDOMNESS));
            Vec none = workspace.vec(new float[1]);
            assertThat(network.forward(theta, none, batch, null).localLosses()).isEmpty();
            assertThat(network.forward(theta, none, batch, new Training(RANDOMNESS, 0))
                            .localLosses()
                            .orElseThrow()
                            .toArray())
                    .containsExactly(new float[BATCH]);
        }
    }

    private static float[] projection(int units, int classes, int stream) {
        Layer layer = new Nonlinearity(Activation.TANH, Dimensions.flat(units));
        return new TargetProjection(layer, classes, stream)
                .projection(RANDOMNESS.draws(Purpose.INITIALIZATION, 0, -1 - stream));
    }

    /** By the names of the parameters, with the loss under its own. */
    private static Parts gradient(Network network, float[] theta, int classes, long step) {
        Objective objective = classes > 0 ? new Classification() : new Regression();
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch batch = TestExamples.batch(workspace, GoldenNetworks.table(WIDTH, classes), BATCH);
            Vec parameters = workspace.vec(theta);
            Vec loss = workspace.record(parameters, () -> {
                Forward forward =
                        network.forward(parameters, workspace.vec(new float[1]), batch, new Training(RANDOMNESS, step));
                Vec losses = objective.losses(forward.outputs(), batch.targets());
                return forward.localLosses().map(losses::add).orElse(losses).mean();
            });
            double value = loss.value();
            Parts parts = parts(
                    network.parameters(), workspace.gradient(loss, parameters).toArray());
            parts.byName().put("loss", new double[] {value});
            return parts;
        }
    }

    private static Parts parts(Layout layout, float[] vector) {
        Map<String, double[]> parts = new HashMap<>();
        for (Layout.Entry entry : layout.entries()) {
            double[] part = new double[(int) entry.size()];
            Arrays.setAll(part, i -> vector[(int) entry.offset() + i]);
            parts.put(entry.name(), part);
        }
        return new Parts(parts);
    }

    private record Parts(Map<String, double[]> byName) {
        double[] of(String name) {
            return Objects.requireNonNull(byName.get(name), name);
        }
    }

    private static void assertClose(double[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-6));
        }
    }
}
