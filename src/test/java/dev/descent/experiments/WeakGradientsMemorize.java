package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Evaluation;
import dev.descent.training.Mechanism;
import dev.descent.training.Network;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Transform;
import dev.descent.training.mechanisms.MedianOfMeans;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.mechanisms.WinsorizedMean;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.transforms.MedianOfSteps;
import java.util.ArrayList;
import java.util.List;

/** Half of the labels are wrong: what is learned of the wrong half when gradients of few examples do not count. */
final class WeakGradientsMemorize implements Experiment {
    private static final int EXAMPLES = 600;
    private static final ArrayExamples GLYPHS = ArrayExamples.images("glyphs?rows=3000&seed=5");
    private static final ArrayExamples CLEAN = GLYPHS.slice(0, EXAMPLES);
    private static final ArrayExamples NOISY = CLEAN.withWrongLabels(0.5, 5);
    private static final ArrayExamples WRONG = NOISY.whereTargetsDiffer(CLEAN);
    private static final ArrayExamples TEST = GLYPHS.slice(EXAMPLES, GLYPHS.size());
    private static final double EPOCHS = 40;
    private static final int SEEDS = 2;

    @Override
    public int number() {
        return 15;
    }

    @Override
    public String setting() {
        return "MLP 784-64-64-10 on 600 glyphs, half with a wrong label, SGD with rate 0.1, batch 32, " + EPOCHS
                + " epochs, " + SEEDS + " seeds; test: 2,400 glyphs with right labels";
    }

    private record Result(Figures memorized, Figures test) {}

    @Override
    public List<Finding> run() {
        Result plain = measure(new Plain());
        List<Finding> findings = new ArrayList<>();
        findings.add(compare("M3", plain, measure(new MedianOfMeans())));
        findings.add(compare("RM3", plain, measure(new Plain(), new MedianOfSteps())));
        for (double percentile : new double[] {10, 20, 40}) {
            findings.add(
                    compare(text("winsorized, c = %.0f", percentile), plain, measure(new WinsorizedMean(percentile))));
        }
        return findings;
    }

    private static Finding compare(String name, Result plain, Result suppressed) {
        return new Finding(
                name + " memorizes less than SGD and is better on right labels",
                "arXiv:2003.07422",
                text(
                        "wrong labels fitted %s, test %s; SGD %s, %s",
                        suppressed.memorized(), suppressed.test(), plain.memorized(), plain.test()),
                suppressed.memorized().mean() < plain.memorized().mean() - 0.1
                        && suppressed.test().mean() > plain.test().mean());
    }

    private static Result measure(Mechanism mechanism, Transform... transforms) {
        Mlp model = new Mlp(List.of(64, 64), Activation.RELU, 0, Mlp.Normalization.NONE);
        Network network = model.network(NOISY.signature());
        List<Double> memorized = new ArrayList<>();
        List<Double> test = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SpecBuilder spec = new SpecBuilder(model, new Classification())
                    .optimizer(new Sgd())
                    .learningRate(0.1)
                    .mechanism(mechanism)
                    .transforms(transforms)
                    .sampler(new Shuffle(32))
                    .evaluation(new Evaluation(EPOCHS, null, 0, null))
                    .epochs(EPOCHS)
                    .seed(seed);
            Trial trial = Trial.of(spec.build(), network, NOISY, NOISY.slice(0, 0));
            memorized.add(trial.accuracy(network, WRONG));
            test.add(trial.accuracy(network, TEST));
        }
        return new Result(Figures.of(memorized), Figures.of(test));
    }
}
