package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Augmentation;
import dev.descent.training.Batching;
import dev.descent.training.Evaluation;
import dev.descent.training.Outcome;
import dev.descent.training.Sampler;
import dev.descent.training.SilentObserver;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingData;
import dev.descent.training.TrainingSpec;
import dev.descent.training.augmentations.Shift;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.samplers.CoresetAugmentation;
import dev.descent.training.samplers.CoresetAugmentation.Choice;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.TestEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Shifted copies of a part of the examples, chosen by their gradients or at random. Every run takes as many steps. */
final class CopiesOfACoreset implements Experiment {
    private static final int EXAMPLES = 1000;
    private static final int BATCH = 50;
    private static final long STEPS = 40L * EXAMPLES / BATCH;
    private static final int SEEDS = 20;
    private static final double FRACTION = 0.3;
    private static final List<Augmentation> SHIFTS = List.of(new Shift(2));
    private static final Mlp MODEL = new Mlp(List.of(128), Activation.RELU, 0, Mlp.Normalization.NONE);
    private static final ArrayExamples GLYPHS = ArrayExamples.images("glyphs?rows=6000&seed=38");
    private static final ArrayExamples TEST = GLYPHS.slice(EXAMPLES, GLYPHS.size());

    @Override
    public int number() {
        return 38;
    }

    @Override
    public String setting() {
        return "MLP 784-128-10 on " + EXAMPLES + " glyphs, Adam with rate 0.001, batch " + BATCH + ", " + STEPS
                + " steps, " + SEEDS
                + " seeds; copies shifted by up to 2 pixels, of 30 % of the examples, chosen "
                + "every 5 epochs, or every epoch; test: 5,000 glyphs";
    }

    @Override
    public List<Finding> run() {
        List<Double> none = new ArrayList<>();
        List<Double> random = new ArrayList<>();
        List<Double> coreset = new ArrayList<>();
        List<Double> coresetOften = new ArrayList<>();
        List<Double> randomOften = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            none.add(accuracy(new Shuffle(BATCH), seed));
            random.add(accuracy(copies(FRACTION, 5, Choice.RANDOM), seed));
            coreset.add(accuracy(copies(FRACTION, 5, Choice.CORESET), seed));
            randomOften.add(accuracy(copies(FRACTION, 1, Choice.RANDOM), seed));
            coresetOften.add(accuracy(copies(FRACTION, 1, Choice.CORESET), seed));
            all.add(accuracy(copies(1, 1, Choice.RANDOM), seed));
        }
        String measured = text(
                "coreset %s, random %s, none %s, all %s",
                Figures.of(coreset), Figures.of(random), Figures.of(none), Figures.of(all));
        return List.of(
                new Finding(
                        "Copies of a part are better than none",
                        "arXiv:2210.08363",
                        measured,
                        Figures.of(random).mean() > Figures.of(none).mean()
                                && Figures.of(coreset).mean() > Figures.of(none).mean()),
                better("and those of a coreset better than random ones", coreset, random),
                better("also where they are chosen anew in every epoch", coresetOften, randomOften));
    }

    private static Finding better(String claim, List<Double> chosen, List<Double> random) {
        Figures gain = Figures.of(IntStream.range(0, SEEDS)
                .mapToObj(seed -> chosen.get(seed) - random.get(seed))
                .toList());
        double error = gain.deviation() / Math.sqrt(SEEDS);
        return new Finding(
                claim,
                "arXiv:2210.08363",
                text(
                        "%s against %s: %+.4f, standard error %.4f",
                        Figures.of(chosen), Figures.of(random), gain.mean(), error),
                gain.mean() > 2 * error);
    }

    private static Sampler copies(double fraction, int refresh, Choice choice) {
        return new CoresetAugmentation(new Batching(BATCH, SHIFTS), fraction, refresh, choice);
    }

    private static double accuracy(Sampler sampler, long seed) {
        ArrayExamples training = GLYPHS.slice(0, EXAMPLES);
        TrainingSpec spec = new SpecBuilder(MODEL, new Classification())
                .optimizer(new Adam())
                .learningRate(0.001)
                .sampler(sampler)
                .steps(STEPS)
                .evaluation(new Evaluation(null, STEPS, 0, null))
                .seed(seed)
                .build()
                .effective(EXAMPLES);
        Outcome.Trained trained = (Outcome.Trained) new Trainer(
                        spec, MODEL.network(training.signature()), TestEngine.get())
                .run(TrainingData.of(training, TEST), Optional.empty(), new SilentObserver(), "cpu", Optional.empty());
        return trained.metrics().getOrDefault("validation_accuracy", Double.NaN);
    }
}
