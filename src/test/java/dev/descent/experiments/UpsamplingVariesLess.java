package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Evaluation;
import dev.descent.training.Network;
import dev.descent.training.Reweighting;
import dev.descent.training.Sampler;
import dev.descent.training.SpecBuilder;
import dev.descent.training.TestSet;
import dev.descent.training.TrainingData;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.reweighting.Column;
import dev.descent.training.reweighting.Uniform;
import dev.descent.training.samplers.Temperature;
import dev.descent.training.samplers.WithReplacement;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A large and a small domain: drawing the small one more often against weighing it more. */
final class UpsamplingVariesLess implements Experiment {
    private static final int LARGE = 6000;
    private static final int SMALL = 150;
    private static final int INPUTS = 16;
    private static final int CLASSES = 4;
    private static final int BATCH = 32;
    private static final long STEPS = 2000;
    private static final double TAU = 5;
    private static final double COOLDOWN = 0.25;
    private static final int SEEDS = 5;
    private static final String DOMAIN = "domain";
    private static final String WEIGHT = "weight";
    private static final Classification OBJECTIVE = new Classification();
    private static final Mlp MODEL = new Mlp(List.of(64), Activation.RELU, 0, Mlp.Normalization.NONE);

    @Override
    public int number() {
        return 33;
    }

    @Override
    public String setting() {
        return "two domains of 6,000 and 150 examples, 16 normal inputs and one that tells the domain, 4 classes by a linear"
                + " teacher of which half is the domain's own, 10 % of labels random; MLP 17-64-4, SGD with rate 0.1, batch "
                + BATCH + ", " + STEPS + " steps, " + SEEDS
                + " seeds; losses of 2,000 new examples of each domain; variance"
                + " of the norm of the gradient over the second half of the steps";
    }

    /** What became of one way to treat the domains, over seeds. */
    private record Result(Figures variance, Figures small, Figures large) {
        @Override
        public String toString() {
            return text("%s / %s", small, large);
        }
    }

    @Override
    public List<Finding> run() {
        Result weighed = measure(new WithReplacement(BATCH), new Column(WEIGHT));
        Result one = measure(temperature(1, null), new Uniform());
        Result five = measure(temperature(TAU, null), new Uniform());
        Result cooled = measure(temperature(TAU, COOLDOWN), new Uniform());
        String source = "arXiv:2410.04579";
        return List.of(
                new Finding(
                        "gradients vary less if the small domain is drawn more often than if its losses weigh more (τ = 5)",
                        source,
                        text(
                                "variance of the norm: weights %s, temperature %s, %.1f times less",
                                weighed.variance(),
                                five.variance(),
                                weighed.variance().mean() / five.variance().mean()),
                        five.variance().mean() < weighed.variance().mean()),
                new Finding(
                        "τ = 5 helps the small domain more than it costs the large one",
                        source,
                        text("losses small / large: τ = 1 %s; τ = 5 %s; τ = 5 by weights %s", one, five, weighed),
                        one.small().mean() - five.small().mean()
                                > five.large().mean() - one.large().mean()),
                new Finding(
                        "cooling down from 5 to 1 after 500 steps is better than either",
                        source,
                        text("losses small / large: %s", cooled),
                        cooled.small().mean() <= five.small().mean()
                                && cooled.large().mean() <= one.large().mean()));
    }

    private static Temperature temperature(double tau, @Nullable Double cooldownAt) {
        return new Temperature(BATCH, DOMAIN, tau, cooldownAt, 1);
    }

    private static Result measure(Sampler sampler, Reweighting reweighting) {
        List<Double> variances = new ArrayList<>();
        List<Double> small = new ArrayList<>();
        List<Double> large = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            ArrayExamples training = joined(domain(0, LARGE, seed, 1), domain(1, SMALL, seed, 2));
            Network network = MODEL.network(training.signature());
            SpecBuilder spec = new SpecBuilder(MODEL, OBJECTIVE)
                    .optimizer(new Sgd())
                    .learningRate(0.1)
                    .sampler(sampler)
                    .reweighting(reweighting)
                    .evaluation(new Evaluation(null, STEPS, 0, null))
                    .logEverySteps(1L)
                    .steps(STEPS)
                    .seed(seed);
            Trial trial = Trial.of(spec.build(), network, new TrainingData(training, facts(), training.slice(0, 0)));
            List<Double> norms = trial.values("gradient_norm");
            double deviation =
                    Figures.of(norms.subList(norms.size() / 2, norms.size())).deviation();
            variances.add(deviation * deviation);
            large.add(trial.loss(network, OBJECTIVE, domain(0, 2000, seed, 3)));
            small.add(trial.loss(network, OBJECTIVE, domain(1, 2000, seed, 4)));
        }
        return new Result(Figures.of(variances), Figures.of(small), Figures.of(large));
    }

    /** The domains, and the weights that make uniform draws minimize what draws by temperature do. */
    private static TestSet facts() {
        double[] tempered = {Math.pow(LARGE, 1 / TAU), Math.pow(SMALL, 1 / TAU)};
        double[] sizes = {LARGE, SMALL};
        int[] of = IntStream.range(0, LARGE + SMALL).map(i -> i < LARGE ? 0 : 1).toArray();
        return TestSet.of(of.length)
                .withGroups(DOMAIN, of)
                .withNumbers(
                        WEIGHT,
                        IntStream.of(of)
                                .mapToDouble(k -> tempered[k] / sizes[k])
                                .toArray());
    }

    /** @param part tells draws of the same domain apart */
    private static ArrayExamples domain(int domain, int examples, long seed, int part) {
        double[][] teacher = new double[CLASSES][INPUTS];
        Draws shared = new Randomness(seed).draws(Randomness.Purpose.DATA, 0, 5);
        Draws own = new Randomness(seed).draws(Randomness.Purpose.DATA, domain, 6);
        for (double[] row : teacher) {
            Arrays.setAll(row, i -> shared.gaussian() + own.gaussian());
        }
        Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, part, 7);
        float[][] inputs = new float[examples][INPUTS + 1];
        float[] targets = new float[examples];
        for (int i = 0; i < examples; i++) {
            for (int j = 0; j < INPUTS; j++) {
                inputs[i][j] = (float) draws.gaussian();
            }
            inputs[i][INPUTS] = 2 * domain - 1;
            targets[i] = draws.uniform() < 0.1 ? draws.below(CLASSES) : best(teacher, inputs[i]);
        }
        return new ArrayExamples(new Signature(List.of(INPUTS + 1), List.of(), CLASSES), inputs, targets);
    }

    private static int best(double[][] teacher, float[] input) {
        int best = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < CLASSES; k++) {
            double output = 0;
            for (int j = 0; j < INPUTS; j++) {
                output += teacher[k][j] * input[j];
            }
            if (output > greatest) {
                greatest = output;
                best = k;
            }
        }
        return best;
    }

    private static ArrayExamples joined(ArrayExamples one, ArrayExamples other) {
        float[][] inputs = Arrays.copyOf(one.inputs(), one.size() + other.size());
        float[] targets = Arrays.copyOf(one.targets(), inputs.length);
        System.arraycopy(other.inputs(), 0, inputs, one.size(), other.size());
        System.arraycopy(other.targets(), 0, targets, one.size(), other.size());
        return new ArrayExamples(one.signature(), inputs, targets);
    }
}
