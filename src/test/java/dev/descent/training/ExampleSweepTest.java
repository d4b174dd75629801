package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.models.Cnn;
import dev.descent.training.models.Linear;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.TestExamples;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.objectives.Regression;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Passes over all examples beside slow ones: whole Jacobians, formulas of the last layer, differences of outputs. */
class ExampleSweepTest {
    private static final double PRECISION = 2e-5;

    /** More than one batch of a sweep. */
    private static final int SIZE = 70;

    private static final String OTHER = "other";

    record Case(Model model, Objective objective, Signature signature) {
        Network network() {
            return model.network(signature);
        }
    }

    static List<Case> cases() {
        Mlp mlp = new Mlp(List.of(6), Activation.TANH, 0.3, Mlp.Normalization.NONE);
        Signature classes = new Signature(List.of(4), List.of(), 3);
        return List.of(
                new Case(mlp, new Classification(), classes),
                new Case(new Linear(), new Classification(), classes),
                new Case(mlp, new Regression(), new Signature(List.of(4), List.of(), 0)),
                new Case(new Cnn(), new Classification(), new Signature(List.of(1, 8, 8), List.of(), 3)),
                new Case(mlp, new Classification(), new Signature(List.of(3), List.of(4), 2)));
    }

    private interface Work {
        /** @param questions one for each batch */
        void on(Workspace workspace, Workspace.Loaded loaded, Position at, ExampleSweep sweep, List<Integer> questions);
    }

    private static void with(Case c, Work work) {
        Network network = c.network();
        Examples examples = new TestExamples(c.signature(), SIZE);
        Examples other = new TestExamples(c.signature(), 3);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            TrainingData data = new TrainingData(
                    examples, TrainingSet.of(examples), examples, Map.of(OTHER, new TargetSet(other, TestSet.of(3))));
            LoadedData all = LoadedData.of(data, workspace);
            TrainingSpec spec = new SpecBuilder(c.model(), c.objective())
                    .optimizer(new Adam(0.8, 0.9, 1e-6, false))
                    .build();
            Position at = new Position(
                    workspace.vec(network.initialParameters(new Randomness(7))),
                    workspace.vec(TestExamples.buffers(network)),
                    moments(network, workspace),
                    List.of(),
                    State.EMPTY);
            List<Integer> questions = new ArrayList<>();
            work.on(
                    workspace,
                    all.training(),
                    at,
                    new ExampleSweep(spec, network, data, all, workspace, at, 0.1, () -> questions.add(1)),
                    questions);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientNormsAreThoseOfTheRowsOfTheJacobian(Case c) {
        with(c, (workspace, loaded, at, sweep, questions) -> {
            Sweep.Norms norms = sweep.gradientNorms();
            Network network = c.network();
            Segments blocks = ExampleSweep.blocks(network.parameters());
            long last = blocks.runs().get(blocks.runs().size() - 1).length();
            for (int row = 0; row < SIZE; row++) {
                float[] gradient = gradient(c, workspace, loaded, at, row);
                assertClose(norms.all()[row], norm(gradient, 0));
                assertClose(norms.lastLayer()[row], norm(gradient, (int) (gradient.length - last)));
            }
        });
    }

    /** Of one example alone. */
    private static float[] gradient(Case c, Workspace workspace, Workspace.Loaded loaded, Position at, int row) {
        Batch batch = loaded.batch(new int[] {row});
        Vec p = at.parameters();
        Vec loss = workspace.record(
                p,
                () -> c.objective()
                        .losses(
                                c.network()
                                        .forward(p, at.buffers(), batch, null)
                                        .outputs(),
                                batch.targets()));
        return workspace.gradient(loss, p).toArray();
    }

    /** m and v of one step's gradient, which is the same everywhere. */
    private static State moments(Network network, Workspace workspace) {
        float[] ones = new float[(int) network.parameters().size()];
        Arrays.fill(ones, 1);
        Vec one = workspace.vec(ones);
        return new State(1, Map.of("m", one.mul(0.5), "v", one.mul(0.25)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreThoseOfSingleExamples(Case c) {
        with(c, (workspace, loaded, at, sweep, questions) -> {
            List<float[]> found = rows(each -> sweep.gradients(each));
            assertThat(found).hasSize(SIZE);
            for (int row = 0; row < SIZE; row++) {
                assertAllClose(found.get(row), gradient(c, workspace, loaded, at, row));
            }
        });
    }

    /** The rows of the other set are the first of these. */
    @ParameterizedTest
    @MethodSource("cases")
    void gradientsOfATargetSetAreThoseOfItsExamples(Case c) {
        with(c, (workspace, loaded, at, sweep, questions) -> {
            List<float[]> found = rows(each -> sweep.gradientsOf(OTHER, each));
            assertThat(found).hasSize(3);
            assertThat(sweep.target(OTHER).examples().size()).isEqualTo(3);
            for (int row = 0; row < found.size(); row++) {
                assertAllClose(found.get(row), gradient(c, workspace, loaded, at, row));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void momentsAreThoseOfTheOptimizer(Case c) {
        with(c, (workspace, loaded, at, sweep, questions) -> {
            Sweep.Moments moments = sweep.moments().orElseThrow();
            assertThat(moments.law()).isEqualTo(new AdamMoments(0.8, 0.9, 1e-6));
            assertThat(moments.m().toArray()).containsOnly(0.5f);
            assertThat(moments.v().toArray()).containsOnly(0.25f);
        });
    }

    private static List<float[]> rows(Consumer<Sweep.Gradients> pass) {
        List<float[]> found = new ArrayList<>();
        pass.accept((rows, gradients) -> {
            float[] all = gradients.toArray();
            int size = all.length / rows.length;
            for (int i = 0; i < rows.length; i++) {
                assertThat(rows[i]).isEqualTo(found.size());
                found.add(Arrays.copyOfRange(all, i * size, (i + 1) * size));
            }
        });
        return found;
    }

    private static void assertAllClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertClose(found[i], expected[i]);
        }
    }

    private static double norm(float[] values, int from) {
        double sum = 0;
        for (int i = from; i < values.length; i++) {
            sum += (double) values[i] * values[i];
        }
        return Math.sqrt(sum);
    }

    private static void assertClose(double found, double expected) {
        assertThat(found).isCloseTo(expected, within(PRECISION * Math.max(1, Math.abs(expected))));
    }

    /** ‖∂l/∂(W, b)‖ = ‖softmax(z) − onehot(y)‖ √(1 + ‖x‖²), where x goes into the last layer. */
    @ParameterizedTest
    @MethodSource("cases")
    void aLinearClassifierHasTheNormOfItsFormula(Case c) {
        if (!(c.model() instanceof Linear)) {
            return;
        }
        with(c, (workspace, loaded, at, sweep, questions) -> {
            int[] rows = IntStream.range(0, SIZE).toArray();
            Batch batch = loaded.batch(rows);
            float[] outputs = c.network()
                    .forward(at.parameters(), at.buffers(), batch, null)
                    .outputs()
                    .toArray();
            float[] inputs = batch.numeric().toArray();
            float[] targets = new float[SIZE];
            for (int row = 0; row < SIZE; row++) {
                targets[row] = row % c.signature().classes();
            }
            List<Objective.Judgement> judgements = c.objective().judge(outputs, targets);
            Sweep.Norms norms = sweep.gradientNorms();
            for (int row = 0; row < SIZE; row++) {
                double squares = 1;
                for (int d = 0; d < 4; d++) {
                    squares += inputs[4 * row + d] * inputs[4 * row + d];
                }
                double expected = judgements.get(row).errorNorm() * Math.sqrt(squares);
                assertClose(norms.lastLayer()[row], expected);
                assertClose(norms.all()[row], expected);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inputGradientsAreDifferencesOfTheOutputOfTheClass(Case c) {
        with(c, (workspace, loaded, at, sweep, questions) -> {
            float[] other = c.network().initialParameters(new Randomness(8));
            float[] buffers = at.buffers().toArray();
            List<Sweep.Weights> points = List.of(sweep.weights(), new Sweep.Weights(other, buffers));
            int width = c.signature().width();
            List<float[]> found = List.of(new float[SIZE * width], new float[SIZE * width]);
            sweep.inputGradients(points, (rows, gradients) -> {
                for (int k = 0; k < points.size(); k++) {
                    System.arraycopy(gradients.get(k), 0, found.get(k), rows[0] * width, rows.length * width);
                }
            });
            double step = 1e-3;
            int far = 0;
            int compared = 0;
            for (int k = 0; k < points.size(); k++) {
                for (int d = 0; d < width; d += 5) {
                    float[] up = outputs(c, workspace, points.get(k), d, step);
                    float[] down = outputs(c, workspace, points.get(k), d, -step);
                    for (int row = 0; row < SIZE; row++) {
                        double difference = (up[row] - down[row]) / (2 * step);
                        far += Math.abs(found.get(k)[row * width + d] - difference) > 2e-3 ? 1 : 0;
                        compared++;
                    }
                }
            }
            // A difference may reach over a kink of max pooling or of a rectifier.
            assertThat(far).isLessThanOrEqualTo(c.model() instanceof Cnn ? compared / 20 : 0);
            assertThat(compared).isGreaterThanOrEqualTo(2 * SIZE);
        });
    }

    /** The outputs of the classes with one feature moved. */
    private static float[] outputs(Case c, Workspace workspace, Sweep.Weights at, int feature, double by) {
        Examples moved = new Moved(new TestExamples(c.signature(), SIZE), feature, (float) by);
        Batch batch = workspace.load(moved).batch(IntStream.range(0, SIZE).toArray());
        float[] all = c.network()
                .forward(workspace.vec(at.parameters()), workspace.vec(at.buffers()), batch, null)
                .outputs()
                .toArray();
        int outputs = c.signature().outputs();
        float[] ofClass = new float[SIZE];
        for (int row = 0; row < SIZE; row++) {
            ofClass[row] = all[row * outputs + (outputs == 1 ? 0 : (int) moved.target(row))];
        }
        return ofClass;
    }

    private record Moved(Examples examples, int feature, float by) implements Examples {
        @Override
        public Signature signature() {
            return examples.signature();
        }

        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public void numeric(int row, FloatBuffer into) {
            int start = into.position();
            examples.numeric(row, into);
            into.put(start + feature, into.get(start + feature) + by);
        }

        @Override
        public void categories(int row, IntBuffer into) {
            examples.categories(row, into);
        }

        @Override
        public float target(int row) {
            return examples.target(row);
        }

        @Override
        public double targetScale() {
            return examples.targetScale();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aSweepAsksBetweenBatchesAndComputesNormsOnce(Case c) {
        with(c, (workspace, loaded, at, sweep, questions) -> {
            assertThat(sweep.gradientNorms()).isSameAs(sweep.gradientNorms());
            assertThat(questions).hasSize(2);
        });
    }
}
