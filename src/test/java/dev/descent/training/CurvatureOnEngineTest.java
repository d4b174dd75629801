package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.decay.Coupled;
import dev.descent.training.models.Linear;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.Recurrent;
import dev.descent.training.models.TestExamples;
import dev.descent.training.models.gradients.Exact;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Cell;
import dev.descent.training.objectives.Classification;
import dev.descent.training.objectives.Regression;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses of real networks on the engine, as curvature rules and closure rules see them. */
class CurvatureOnEngineTest {
    private static final Signature CLASSES = new Signature(List.of(5), List.of(), 3);
    private static final int BATCH = 12;
    private static final int[] ROWS = IntStream.range(0, BATCH).toArray();

    private final Workspace workspace = TestEngine.get().open("cpu");

    @AfterEach
    void close() {
        workspace.close();
    }

    private record Setup(TrainingSpec spec, Network network, Descent descent, Vec parameters, Vec buffers) {
        CurvatureRule.Curvature curvature(long step) {
            return descent.curvature(
                    new Position(parameters, buffers, State.EMPTY, List.of(), State.EMPTY),
                    new Descent.Input(step, 0, new Sampler.Draw(ROWS), 1, OptionalDouble.empty(), false));
        }
    }

    private Setup setup(Model model, Objective objective, Signature signature) {
        TrainingSpec spec =
                new SpecBuilder(model, objective).weightDecay(new Coupled(0.01)).build();
        Network network = model.network(signature);
        TestExamples examples = new TestExamples(signature, BATCH);
        Descent descent = new Descent(
                spec,
                network,
                new Randomness(5),
                workspace,
                workspace.load(examples),
                examples,
                new Weighting.Even(),
                new NoiseAhead(workspace, Optional.empty()));
        return new Setup(
                spec,
                network,
                descent,
                workspace.vec(network.initialParameters(new Randomness(7))),
                workspace.vec(TestExamples.buffers(network)));
    }

    private BatchLoss loss(Setup setup, Signature signature) {
        Workspace.Loaded data = workspace.load(new TestExamples(signature, BATCH));
        return new BatchLoss(
                setup.spec(),
                setup.network(),
                new Randomness(5),
                workspace,
                () -> data.batch(ROWS),
                BATCH,
                new BatchWeights(new Weighting.Even(), new Sampler.Draw(ROWS), 3, 0, workspace),
                setup.buffers(),
                3);
    }

    private Vec random(long size) {
        return workspace.normal(new Randomness(11).draws(Randomness.Purpose.CURVATURE, 0, 0), size);
    }

    @ParameterizedTest
    @EnumSource(names = {"TANH", "SIGMOID", "GELU"})
    void theHessianOfAnMlpIsTheSlopeOfItsGradient(Activation activation) {
        Model model = new Mlp(List.of(8, 6), activation, 0.25, Mlp.Normalization.NONE);
        assertBendsAsItsGradientDoes(setup(model, new Classification(), CLASSES), CLASSES);
    }

    @Test
    void batchNormalizationAndSquaredErrorsBendToo() {
        Signature signature = new Signature(List.of(5), List.of(), 0);
        Model model = new Mlp(List.of(8), Activation.TANH, 0, Mlp.Normalization.BATCH);
        assertBendsAsItsGradientDoes(setup(model, new Regression(), signature), signature);
    }

    @Test
    void groupNormalizationBendsToo() {
        Model model = new Mlp(List.of(16), Activation.TANH, 0, Mlp.Normalization.GROUP, null, 2, new Exact());
        assertBendsAsItsGradientDoes(setup(model, new Classification(), CLASSES), CLASSES);
    }

    @ParameterizedTest
    @EnumSource
    void recurrentNetworksBendToo(Cell cell) {
        Signature image = new Signature(List.of(1, 6, 4), List.of(), 3);
        Model model = new Recurrent(cell, 2, 7, 0.25);
        assertBendsAsItsGradientDoes(setup(model, new Classification(), image), image);
    }

    /** Hv against the slope of ∇L along v: two central differences, combined so that their errors of order ε² cancel. */
    private void assertBendsAsItsGradientDoes(Setup setup, Signature signature) {
        BatchLoss loss = loss(setup, signature);
        Vec v = random(setup.parameters().size());
        Vec product = loss.hessianTimes(setup.parameters(), v);
        double epsilon = 1e-2;
        Vec slope = slope(loss, setup.parameters(), v, epsilon / 2)
                .mul(4.0 / 3)
                .addScaled(-1.0 / 3, slope(loss, setup.parameters(), v, epsilon));
        assertThat(slope.sub(product).norm().value())
                .isLessThan(1e-3 * product.norm().value());
        assertThat(product.norm().value()).isGreaterThan(0.1);
    }

    private static Vec slope(BatchLoss loss, Vec at, Vec v, double epsilon) {
        Vec above = loss.at(at.addScaled(epsilon, v)).gradient();
        Vec below = loss.at(at.addScaled(-epsilon, v)).gradient();
        return above.sub(below).mul(1 / (2 * epsilon));
    }

    @Test
    void aCurvatureRuleSeesTheSameHessian() {
        Setup setup =
                setup(new Mlp(List.of(8), Activation.TANH, 0, Mlp.Normalization.NONE), new Classification(), CLASSES);
        Vec v = random(setup.parameters().size());
        assertThat(setup.curvature(3).hessianTimes(v).toArray())
                .containsExactly(
                        loss(setup, CLASSES).hessianTimes(setup.parameters(), v).toArray());
        assertThat(setup.curvature(3).batchSize()).isEqualTo(BATCH);
    }

    /**
     * For softmax regression the Gauss-Newton diagonal is mean pₖ(1 − pₖ)xⱼ², of which B·g̃² is an unbiased estimate. A mean
     * of n estimates is off by its standard error √(variance/n), hardly ever by five of them.
     */
    @Test
    void gradientsOfSampledLabelsAverageToTheGaussNewtonDiagonal() {
        Setup setup = setup(new Linear(), new Classification(), CLASSES);
        int size = (int) setup.parameters().size();
        int draws = 3000;
        double[] sum = new double[size];
        double[] squares = new double[size];
        for (int t = 0; t < draws; t++) {
            float[] sampled = setup.curvature(t).sampledLabelGradient().toArray();
            for (int i = 0; i < size; i++) {
                double estimate = (double) BATCH * sampled[i] * sampled[i];
                sum[i] += estimate / draws;
                squares[i] += estimate * estimate / draws;
            }
            workspace.keepOnly(List.of(setup.parameters(), setup.buffers()));
        }
        double[] exact = gaussNewtonDiagonal(setup);
        for (int i = 0; i < size; i++) {
            double error = Math.sqrt((squares[i] - sum[i] * sum[i]) / draws);
            assertThat(error).isLessThan(0.2 * exact[i]);
            assertThat(sum[i]).as("coordinate %d", i).isCloseTo(exact[i], within(5 * error));
        }
    }

    /** θ is W, three rows of five, and then b. */
    private double[] gaussNewtonDiagonal(Setup setup) {
        FloatBuffer inputs = FloatBuffer.allocate(5 * BATCH);
        for (int row = 0; row < BATCH; row++) {
            new TestExamples(CLASSES, BATCH).numeric(row, inputs);
        }
        float[] x = inputs.array();
        float[] theta = setup.parameters().toArray();
        double[] diagonal = new double[theta.length];
        for (int row = 0; row < BATCH; row++) {
            double[] p = new double[3];
            double total = 0;
            for (int k = 0; k < 3; k++) {
                double score = theta[15 + k];
                for (int j = 0; j < 5; j++) {
                    score += theta[5 * k + j] * x[5 * row + j];
                }
                p[k] = Math.exp(score);
                total += p[k];
            }
            for (int k = 0; k < 3; k++) {
                double variance = p[k] / total * (1 - p[k] / total);
                for (int j = 0; j < 5; j++) {
                    diagonal[5 * k + j] += variance * x[5 * row + j] * x[5 * row + j] / BATCH;
                }
                diagonal[15 + k] += variance / BATCH;
            }
        }
        return diagonal;
    }

    @Test
    void thePullBackOfTheLossesGradientIsTheGradientOfTheLoss() {
        Setup setup = setup(
                new Mlp(List.of(8), Activation.TANH, 0.25, Mlp.Normalization.NONE), new Classification(), CLASSES);
        BatchLoss loss = loss(setup, CLASSES);
        ClosureRule.Outputs outputs = loss.outputsAt(setup.parameters());
        ClosureRule.PullBack pulled = loss.pullBack(setup.parameters(), z -> outputs.gradient());
        ClosureRule.Value value = loss.at(setup.parameters());
        assertThat(outputs.outputs().size()).isEqualTo(BATCH * 3);
        assertThat(pulled.outputs().toArray()).containsExactly(outputs.outputs().toArray());
        assertThat(loss.outputs(setup.parameters()).toArray())
                .containsExactly(outputs.outputs().toArray());
        assertThat(outputs.loss().value()).isEqualTo(value.loss().value());
        Vec penalized = setup.spec().decay().gradient(pulled.gradient(), setup.parameters());
        assertThat(penalized.toArray()).containsExactly(value.gradient().toArray(), within(1e-6f));
    }

    @Test
    void pullBacksAreTheRowsOfTheJacobian() {
        Setup setup =
                setup(new Mlp(List.of(8), Activation.TANH, 0, Mlp.Normalization.NONE), new Classification(), CLASSES);
        BatchLoss loss = loss(setup, CLASSES);
        int size = (int) setup.parameters().size();
        Vec z = workspace.record(
                setup.parameters(),
                () -> loss.pass(setup.parameters()).outputs().vec());
        float[] jacobian = workspace.jacobian(z, setup.parameters()).toArray();
        for (int k : new int[] {0, 7, 35}) {
            float[] one = new float[BATCH * 3];
            one[k] = 1;
            float[] row = Arrays.copyOfRange(jacobian, k * size, (k + 1) * size);
            assertThat(loss.pullBack(setup.parameters(), outputs -> workspace.vec(one))
                            .gradient()
                            .toArray())
                    .containsExactly(row, within(1e-6f));
        }
    }

    @Test
    void whatIsAskedInAScopeIsNotReported() {
        Setup setup =
                setup(new Mlp(List.of(8), Activation.TANH, 0, Mlp.Normalization.BATCH), new Classification(), CLASSES);
        BatchLoss loss = loss(setup, CLASSES);
        Vec first = loss.valueAt(setup.parameters());
        Vec inside = loss.scoped(setup.parameters(), p -> loss.at(p.mul(2)).loss());
        workspace.keepOnly(List.of(setup.parameters(), setup.buffers(), first, inside, loss.buffers()));
        assertThat(loss.meanValue().value()).isEqualTo(first.value()).isNotEqualTo(inside.value());
        assertThat(loss.buffers().toArray()).containsExactly(setup.buffers().toArray());
    }

    /** The squared errors of the test problem are the likelihood of a normal distribution of variance one half. */
    @Test
    void targetsOfTheTinyProblemAreDrawnWithNoise() {
        TinyProblem.SquaredError objective = new TinyProblem.SquaredError();
        Vec outputs = workspace.vec(new float[4000]).add(3);
        Draws draws = new Randomness(1).draws(Randomness.Purpose.LABELS, 0, 0);
        Vec drawn = objective.sampledTargets(outputs.reshape(4000, 1), draws).vec();
        assertThat(drawn.mean().value()).isCloseTo(3, within(5 * Math.sqrt(0.5 / 4000)));
        // The variance of a sample's variance is 2σ⁴/n.
        assertThat(drawn.add(-3).square().mean().value()).isCloseTo(0.5, within(5 * Math.sqrt(0.5 / 4000)));
    }
}
