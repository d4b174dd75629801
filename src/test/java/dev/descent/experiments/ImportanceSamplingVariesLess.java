package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Evaluation;
import dev.descent.training.Network;
import dev.descent.training.Objective;
import dev.descent.training.Sampler;
import dev.descent.training.SpecBuilder;
import dev.descent.training.TestSet;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Importance;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How much the gradient of a batch varies if the batch is drawn by norms of gradients, and what that costs. */
final class ImportanceSamplingVariesLess implements Experiment {
    private static final ArrayExamples GLYPHS = ArrayExamples.images("glyphs?rows=12000&seed=6");
    private static final ArrayExamples TRAINING = GLYPHS.slice(0, 10_000);
    private static final ArrayExamples TEST = GLYPHS.slice(10_000, 12_000);
    private static final int BATCH = 128;
    private static final int[] PRESAMPLES = {3, 5};
    private static final long[] EARLY_AND_LATE = {20, 2000};
    private static final long STEPS = 1000;
    private static final int DRAWS = 200;
    private static final int SEEDS = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Objective OBJECTIVE = new Classification();
    private static final Mlp MODEL = new Mlp(List.of(256), Activation.RELU, 0, Mlp.Normalization.NONE);
    private static final Network NETWORK = MODEL.network(TRAINING.signature());

    @Override
    public int number() {
        return 34;
    }

    @Override
    public String setting() {
        return "MLP 784-256-10 on 10,000 glyphs, SGD with rate 0.1, batch " + BATCH
                + "; E|g - E g|² of the gradient of a batch over " + DRAWS
                + " draws at the parameters after 20 and 2,000 steps"
                + " of uniform sampling; uniform share 0.1; then " + STEPS + " steps each from the start; " + SEEDS
                + " seeds";
    }

    private record Run(double seconds, double loss, double accuracy) {}

    @Override
    public List<Finding> run() {
        String source = "arXiv:1803.00942";
        List<Finding> findings = new ArrayList<>();
        double[][] ratios = ratios();
        for (int i = 0; i < PRESAMPLES.length; i++) {
            findings.add(new Finding(
                    text("drawn from %d B examples the gradient varies less, late in training more so", PRESAMPLES[i]),
                    source,
                    text(
                            "%.2f of the variance of uniform batches after 20 steps, %.2f after 2,000",
                            ratios[i][0], ratios[i][1]),
                    ratios[i][0] < 1 && ratios[i][1] < ratios[i][0]));
        }
        for (int presample : PRESAMPLES) {
            findings.add(inTime(presample));
        }
        return findings;
    }

    private static Finding inTime(int presample) {
        List<Double> times = new ArrayList<>();
        List<Double> uniformLosses = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        List<Double> uniformAccuracies = new ArrayList<>();
        List<Double> accuracies = new ArrayList<>();
        List<Double> longer = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Run uniform = train(new Shuffle(BATCH), seed, STEPS);
            Run important = train(new Importance(BATCH, presample, 0.1, 0), seed, STEPS);
            times.add(important.seconds() / uniform.seconds());
            long steps = Math.round(STEPS * important.seconds() / uniform.seconds());
            longer.add(train(new Shuffle(BATCH), seed, steps).loss());
            uniformLosses.add(uniform.loss());
            losses.add(important.loss());
            uniformAccuracies.add(uniform.accuracy());
            accuracies.add(important.accuracy());
        }
        Figures equalTime = Figures.of(longer);
        return new Finding(
                text("and training is faster for as much processor time (%d B)", presample),
                "arXiv:1803.00942",
                text(
                        "a step takes %s times as long; training loss %s, uniform %s after as many steps, %s after as long;"
                                + " test accuracy %s, uniform %s",
                        Figures.of(times),
                        Figures.of(losses),
                        Figures.of(uniformLosses),
                        equalTime,
                        Figures.of(accuracies),
                        Figures.of(uniformAccuracies)),
                Figures.of(losses).mean() < equalTime.mean());
    }

    private static Run train(Sampler sampler, long seed, long steps) {
        SpecBuilder spec = spec(sampler, seed, steps);
        // Of this thread, which does all the work: what else the machine is busy with does not count.
        long start = THREADS.getCurrentThreadCpuTime();
        Trial trial = Trial.of(spec.build(), NETWORK, TRAINING, TEST.slice(0, 0));
        double seconds = (THREADS.getCurrentThreadCpuTime() - start) * 1e-9;
        return new Run(seconds, trial.loss(NETWORK, OBJECTIVE, TRAINING), trial.accuracy(NETWORK, TEST));
    }

    private static SpecBuilder spec(Sampler sampler, long seed, long steps) {
        return new SpecBuilder(MODEL, OBJECTIVE)
                .optimizer(new Sgd())
                .learningRate(0.1)
                .sampler(sampler)
                .evaluation(new Evaluation(null, steps, 0, null))
                .steps(steps)
                .seed(seed);
    }

    /** Means over seeds of the variance by importance over that of uniform batches, for each presample, early and late. */
    private static double[][] ratios() {
        double[][] ratios = new double[PRESAMPLES.length][EARLY_AND_LATE.length];
        for (int seed = 0; seed < SEEDS; seed++) {
            for (int time = 0; time < EARLY_AND_LATE.length; time++) {
                SpecBuilder spec = spec(new Shuffle(BATCH), seed, EARLY_AND_LATE[time]);
                float[] theta = Trial.of(spec.build(), NETWORK, TRAINING, TEST.slice(0, 0))
                        .parameters();
                double uniform = variance(new Shuffle(BATCH), theta, seed);
                for (int i = 0; i < PRESAMPLES.length; i++) {
                    Sampler importance = new Importance(BATCH, PRESAMPLES[i], 0.1, 0);
                    ratios[i][time] += variance(importance, theta, seed) / uniform / SEEDS;
                }
            }
        }
        return ratios;
    }

    private static double variance(Sampler sampler, float[] theta, long seed) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Workspace.Loaded data = workspace.load(TRAINING);
            Vec parameters = workspace.vec(theta);
            Sampler.Sampling sampling =
                    sampler.over(TestSet.of(TRAINING.size()), new Randomness(seed + 100), Optional.empty());
            double[] sum = new double[theta.length];
            double squares = 0;
            for (int step = 0; step < DRAWS; step++) {
                // Whole batches only, each of another epoch, as batches of one epoch depend on each other.
                int place = step % (TRAINING.size() / BATCH);
                long position = (long) step * TRAINING.size() + (long) place * BATCH;
                Sampler.Draw draw = sampling.draw(
                        new Sampler.Turn(step, position, BATCH, 0.5, rows -> norms(workspace, data, parameters, rows)));
                float[] gradient = gradient(workspace, data, parameters, draw);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += gradient[i];
                    squares += (double) gradient[i] * gradient[i];
                }
                workspace.keepOnly(List.of(parameters));
            }
            double ofMean = 0;
            for (double component : sum) {
                ofMean += component / DRAWS * (component / DRAWS);
            }
            return (squares / DRAWS - ofMean) * DRAWS / (DRAWS - 1);
        }
    }

    private static double[] norms(Workspace workspace, Workspace.Loaded data, Vec parameters, int[] rows) {
        float[] outputs = NETWORK.forward(parameters, workspace.vec(new float[1]), data.batch(rows), null)
                .outputs()
                .toArray();
        float[] targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targets[i] = TRAINING.target(rows[i]);
        }
        return OBJECTIVE.judge(outputs, targets).stream()
                .mapToDouble(Objective.Judgement::errorNorm)
                .toArray();
    }

    private static float[] gradient(Workspace workspace, Workspace.Loaded data, Vec parameters, Sampler.Draw draw) {
        float[] weights = draw.weights().orElseGet(() -> {
            float[] ones = new float[draw.rows().length];
            IntStream.range(0, ones.length).forEach(i -> ones[i] = 1);
            return ones;
        });
        Vec loss = workspace.record(parameters, () -> {
            Batch batch = data.batch(draw.rows());
            return OBJECTIVE
                    .losses(
                            NETWORK.forward(
                                            parameters,
                                            workspace.vec(new float[1]),
                                            batch,
                                            new Network.Training(new Randomness(0), 0))
                                    .outputs(),
                            batch.targets())
                    .mul(workspace.vec(weights))
                    .mean();
        });
        return workspace.gradient(loss, parameters).toArray();
    }
}
