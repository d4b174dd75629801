package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Diagnostic;
import dev.descent.training.Evaluation;
import dev.descent.training.Outcome;
import dev.descent.training.Sampler;
import dev.descent.training.SilentObserver;
import dev.descent.training.SpecBuilder;
import dev.descent.training.TargetSet;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingData;
import dev.descent.training.TrainingSet;
import dev.descent.training.TrainingSpec;
import dev.descent.training.diagnostics.Less;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.samplers.RandomSubset;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.selection.GradientFeature;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A pool of six skills, each another division of the same space into four classes, and a target set of few examples of
 * one of them. An example tells its skill by six of its features.
 */
final class WhatHelpsATarget implements Experiment {
    private static final int SKILLS = 6;
    private static final int WIDTH = 16;
    private static final int CLASSES = 4;
    private static final int POOL = 6000;
    private static final int CHOSEN = POOL / 10;
    private static final int OF_TARGET = 24;
    private static final int TEST = 2000;
    private static final int BATCH = 32;
    private static final int WARM_UP_EPOCHS = 4;
    private static final long STEPS = 1500;
    private static final int SEEDS = 10;
    private static final String TARGET = "skill 0";
    private static final Signature SIGNATURE = new Signature(List.of(WIDTH + SKILLS), List.of(), CLASSES);
    private static final Mlp MODEL = new Mlp(List.of(64), Activation.RELU, 0, Mlp.Normalization.NONE);

    @Override
    public int number() {
        return 37;
    }

    @Override
    public String setting() {
        return "MLP 22-64-4 on a pool of " + POOL + " examples of six skills, target: " + OF_TARGET
                + " others of one skill; Adam with rate 0.001, batch " + BATCH + "; scored over " + WARM_UP_EPOCHS
                + " epochs on a random 5 %, then trained anew for " + STEPS + " steps on 10 %; test: " + TEST
                + " examples of the skill; " + SEEDS + " seeds";
    }

    @Override
    public List<Finding> run() {
        List<Double> share = new ArrayList<>();
        List<Double> ofGradients = new ArrayList<>();
        List<Double> common = new ArrayList<>();
        List<Double> chosen = new ArrayList<>();
        List<Double> balanced = new ArrayList<>();
        List<Double> random = new ArrayList<>();
        List<Double> full = new ArrayList<>();
        List<Double> ofTarget = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Pool pool = Pool.of(seed);
            float[] adam = pool.scores(GradientFeature.ADAM, null);
            int[] best = best(adam, row -> true, CHOSEN);
            int[] projected = best(pool.scores(GradientFeature.ADAM, 512), row -> true, CHOSEN);
            int[] perClass = IntStream.range(0, CLASSES)
                    .flatMap(c -> Arrays.stream(best(adam, row -> pool.examples.target(row) == c, CHOSEN / CLASSES)))
                    .toArray();
            share.add(pool.share(best));
            ofGradients.add(pool.share(best(pool.scores(GradientFeature.SGD, null), row -> true, CHOSEN)));
            common.add((double) IntStream.of(projected)
                            .filter(row -> IntStream.of(best).anyMatch(other -> other == row))
                            .count()
                    / CHOSEN);
            chosen.add(pool.accuracy(best));
            balanced.add(pool.accuracy(perClass));
            int[] order = new Randomness(seed)
                    .draws(Randomness.Purpose.SAMPLING, 1, 0)
                    .permutation(POOL);
            random.add(pool.accuracy(Arrays.copyOf(order, CHOSEN)));
            full.add(pool.accuracy(order));
            ofTarget.add(pool.accuracy(IntStream.of(order)
                    .filter(row -> pool.skills[row] == 0)
                    .limit(CHOSEN)
                    .toArray()));
        }
        double pool = 1.0 / SKILLS;
        return List.of(
                new Finding(
                        "Of the 10 % with the highest LESS more have the skill of the target than in the pool",
                        "arXiv:2402.04333",
                        text(
                                "%s with Adam's features, %s with gradients; pool %.3f",
                                Figures.of(share), Figures.of(ofGradients), pool),
                        Figures.of(share).mean() - 2 * Figures.of(share).deviation() > pool),
                new Finding(
                        "A projection to 512 dimensions chooses nearly the same",
                        "arXiv:2402.04333",
                        text("%s of the choice in common", Figures.of(common)),
                        Figures.of(common).mean() > 0.8),
                new Finding(
                        "Trained anew on the choice, a network is better at the skill than on as many at random",
                        "arXiv:2402.04333",
                        text(
                                "LESS %s, balanced over classes %s, random %s, all %s, the skill's own %s",
                                Figures.of(chosen),
                                Figures.of(balanced),
                                Figures.of(random),
                                Figures.of(full),
                                Figures.of(ofTarget)),
                        Figures.of(chosen).mean() > Figures.of(random).mean()));
    }

    /** So many of the rows that are asked for, the highest scores first. */
    private static int[] best(float[] scores, IntPredicate of, int count) {
        return IntStream.range(0, scores.length)
                .filter(of)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -scores[row]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** @param skills of the examples; 0 is the target's */
    private record Pool(long seed, ArrayExamples examples, int[] skills, ArrayExamples target, ArrayExamples test) {
        static Pool of(long seed) {
            Randomness randomness = new Randomness(seed);
            Draws ofTeachers = randomness.draws(Randomness.Purpose.DATA, 0, 0);
            double[][][] teachers = new double[SKILLS][CLASSES][WIDTH];
            for (double[][] teacher : teachers) {
                for (double[] weights : teacher) {
                    Arrays.setAll(weights, i -> ofTeachers.gaussian());
                }
            }
            int[] skills = IntStream.range(0, POOL).map(row -> row % SKILLS).toArray();
            return new Pool(
                    seed,
                    examples(teachers, skills, randomness.draws(Randomness.Purpose.DATA, 1, 0)),
                    skills,
                    examples(teachers, new int[OF_TARGET], randomness.draws(Randomness.Purpose.DATA, 2, 0)),
                    examples(teachers, new int[TEST], randomness.draws(Randomness.Purpose.DATA, 3, 0)));
        }

        private static ArrayExamples examples(double[][][] teachers, int[] skills, Draws draws) {
            float[][] inputs = new float[skills.length][WIDTH + SKILLS];
            float[] targets = new float[skills.length];
            for (int row = 0; row < skills.length; row++) {
                for (int i = 0; i < WIDTH; i++) {
                    inputs[row][i] = (float) draws.gaussian();
                }
                inputs[row][WIDTH + skills[row]] = 1;
                targets[row] = label(teachers[skills[row]], inputs[row]);
            }
            return new ArrayExamples(SIGNATURE, inputs, targets);
        }

        private static int label(double[][] teacher, float[] x) {
            int best = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < CLASSES; c++) {
                double score = 0;
                for (int i = 0; i < WIDTH; i++) {
                    score += teacher[c][i] * x[i];
                }
                if (score > most) {
                    most = score;
                    best = c;
                }
            }
            return best;
        }

        double share(int[] rows) {
            return (double) IntStream.of(rows).filter(row -> skills[row] == 0).count() / rows.length;
        }

        float[] scores(GradientFeature feature, @Nullable Integer dimensions) {
            RandomSubset twentieth = new RandomSubset(BATCH, 0.05);
            Outcome.Trained trained = train(
                    examples,
                    twentieth,
                    WARM_UP_EPOCHS * twentieth.stepsPerEpoch(POOL, BATCH),
                    new Less(TARGET, null, feature, dimensions, List.of(0.25, 0.5, 0.75, 1.0)));
            return Objects.requireNonNull(trained.scores().get("less"));
        }

        double accuracy(int[] rows) {
            return train(examples.rows(rows), new Shuffle(BATCH), STEPS)
                    .metrics()
                    .getOrDefault("validation_accuracy", Double.NaN);
        }

        private Outcome.Trained train(ArrayExamples training, Sampler sampler, long steps, Diagnostic... diagnostics) {
            TrainingSpec spec = new SpecBuilder(MODEL, new Classification())
                    .optimizer(new Adam())
                    .learningRate(0.001)
                    .sampler(sampler)
                    .steps(steps)
                    .evaluation(new Evaluation(null, steps, 0, null))
                    .diagnostics(diagnostics)
                    .seed(seed)
                    .build()
                    .effective(training.size());
            TargetSet few = new TargetSet(target, TrainingSet.of(target));
            return (Outcome.Trained) new Trainer(spec, MODEL.network(SIGNATURE), TestEngine.get())
                    .run(
                            new TrainingData(training, TrainingSet.of(training), test, Map.of(TARGET, few)),
                            Optional.empty(),
                            new SilentObserver(),
                            "cpu",
                            Optional.empty());
        }
    }
}
