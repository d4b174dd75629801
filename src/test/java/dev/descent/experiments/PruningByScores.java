package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Batching;
import dev.descent.training.Evaluation;
import dev.descent.training.Outcome;
import dev.descent.training.Sampler;
import dev.descent.training.SilentObserver;
import dev.descent.training.SpecBuilder;
import dev.descent.training.TestSet;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingData;
import dev.descent.training.TrainingSpec;
import dev.descent.training.diagnostics.El2n;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.samplers.FromScores;
import dev.descent.training.samplers.FromScores.Side;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.TestEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** Examples are left out by how hard an earlier run found them. Every run takes as many steps. */
final class PruningByScores implements Experiment {
    private static final int EXAMPLES = 1500;
    private static final int BATCH = 50;
    private static final long STEPS = 30L * EXAMPLES / BATCH;
    private static final int SEEDS = 10;
    private static final double WRONG = 0.1;
    private static final Mlp MODEL = new Mlp(List.of(128), Activation.RELU, 0, Mlp.Normalization.NONE);
    private static final ArrayExamples GLYPHS = ArrayExamples.images("glyphs?rows=6500&seed=36");
    private static final ArrayExamples CLEAN = GLYPHS.slice(0, EXAMPLES);
    private static final ArrayExamples TEST = GLYPHS.slice(EXAMPLES, GLYPHS.size());
    private static final String SCORE = "el2n";

    @Override
    public int number() {
        return 36;
    }

    @Override
    public String setting() {
        return "MLP 784-128-10 on " + EXAMPLES + " glyphs, Adam with rate 0.001, batch " + BATCH + ", " + STEPS
                + " steps whatever is kept, " + SEEDS + " seeds; EL2N of the first half of one full run with another "
                + "seed; test: 5,000 glyphs with right labels";
    }

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        Result noisy = measure(true, 0.9);
        findings.add(new Finding(
                "Without the hardest 10 % by EL2N, where 10 % of the labels are wrong, as accurate as with all",
                "arXiv:2107.07075",
                noisy + text("; %s of those left out have a wrong label", noisy.wrong()),
                noisy.easy().mean() >= noisy.full().mean()));
        findings.add(new Finding(
                "and better than without 10 % at random",
                "arXiv:2107.07075",
                text("%+.4f", noisy.easy().mean() - noisy.random().mean()),
                noisy.easy().mean() > noisy.random().mean() + noisy.error(noisy.easy())));
        for (double keep : new double[] {0.7, 0.5}) {
            Result clean = measure(false, keep);
            findings.add(new Finding(
                    text("Of right labels the hard %.0f %% are better than as many at random", 100 * keep),
                    "arXiv:2107.07075",
                    clean.toString(),
                    clean.hard().mean() > clean.random().mean() + clean.error(clean.hard())));
        }
        return findings;
    }

    /** Test accuracies by what is kept, and the part of wrong labels among the hardest, which {@code easy} leaves out. */
    private record Result(Figures full, Figures easy, Figures hard, Figures random, Figures wrong) {
        /** Two standard errors of the difference of these from random ones. */
        double error(Figures kept) {
            return 2
                    * Math.sqrt(
                            (kept.deviation() * kept.deviation() + random.deviation() * random.deviation()) / SEEDS);
        }

        @Override
        public String toString() {
            return text("full %s, easy %s, hard %s, random %s", full, easy, hard, random);
        }
    }

    private static Result measure(boolean wrongLabels, double keep) {
        List<Double> full = new ArrayList<>();
        List<Double> easy = new ArrayList<>();
        List<Double> hard = new ArrayList<>();
        List<Double> random = new ArrayList<>();
        List<Double> wrong = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            ArrayExamples training = wrongLabels ? CLEAN.withWrongLabels(WRONG, seed) : CLEAN;
            Outcome.Trained scored = train(new Shuffle(BATCH), training, TestSet.of(EXAMPLES), 1000 + seed);
            float[] scores = Objects.requireNonNull(scored.scores().get(SCORE));
            TestSet set = TestSet.of(EXAMPLES)
                    .withScores(
                            SCORE,
                            true,
                            IntStream.range(0, EXAMPLES)
                                    .mapToDouble(i -> scores[i])
                                    .toArray());
            full.add(accuracy(train(new Shuffle(BATCH), training, set, seed)));
            easy.add(accuracy(train(from(keep, Side.EASY), training, set, seed)));
            hard.add(accuracy(train(from(keep, Side.HARD), training, set, seed)));
            random.add(accuracy(train(from(keep, Side.RANDOM), training, set, seed)));
            wrong.add(IntStream.range(0, EXAMPLES)
                    .boxed()
                    .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                    .limit(Math.round((1 - keep) * EXAMPLES))
                    .mapToDouble(i -> training.target(i) == CLEAN.target(i) ? 0 : 1)
                    .average()
                    .orElse(0));
        }
        return new Result(Figures.of(full), Figures.of(easy), Figures.of(hard), Figures.of(random), Figures.of(wrong));
    }

    private static FromScores from(double keep, Side side) {
        return new FromScores(new Batching(BATCH), TestSet.EARLIER, SCORE, keep, side, null, false);
    }

    private static Outcome.Trained train(Sampler sampler, ArrayExamples training, TestSet set, long seed) {
        TrainingSpec spec = new SpecBuilder(MODEL, new Classification())
                .optimizer(new Adam())
                .learningRate(0.001)
                .sampler(sampler)
                .steps(STEPS)
                .evaluation(new Evaluation(null, STEPS, 0, null))
                .diagnostics(new El2n())
                .seed(seed)
                .build()
                .effective(training.size());
        return (Outcome.Trained) new Trainer(spec, MODEL.network(training.signature()), TestEngine.get())
                .run(
                        new TrainingData(training, set, TEST),
                        Optional.empty(),
                        new SilentObserver(),
                        "cpu",
                        Optional.empty());
    }

    private static double accuracy(Outcome.Trained trained) {
        return trained.metrics().getOrDefault("validation_accuracy", Double.NaN);
    }
}
