package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Evaluation;
import dev.descent.training.Mechanism;
import dev.descent.training.Model;
import dev.descent.training.Sampler;
import dev.descent.training.SpecBuilder;
import dev.descent.training.clippings.AutoS;
import dev.descent.training.mechanisms.ClipScope;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.mechanisms.Plain;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import java.util.ArrayList;
import java.util.List;

/** Test accuracy of DP-SGD at several ε beside the same network without privacy. */
final class PrivacyCostsAccuracy implements Experiment {
    private static final int SEEDS = 3;
    private static final double DELTA = 1e-5;
    private static final double[] EPSILONS = {1, 3, 8};
    private static final double[] RATES = {0.5, 1, 2, 4};
    private static final double[] OPEN_RATES = {0.03, 0.1, 0.3};
    private static final long OPEN_STEPS = 1500;

    /** @param rate q */
    private record Task(String name, ArrayExamples training, ArrayExamples test, double rate, long steps) {}

    @Override
    public int number() {
        return 30;
    }

    @Override
    public String setting() {
        return "MLP d-64-10 with tanh; DP-SGD with AUTO-S, SGD, delta 1e-5, PLD accountant; digits: 1,437 training rows,"
                + " q = 0.25, 200 steps; glyphs: 10,000 rows, q = 0.05, 400 steps; without privacy: batches of 64, 1,500"
                + " steps; best rate of a grid, " + SEEDS + " seeds";
    }

    @Override
    public List<Finding> run() {
        ArrayExamples digits = ArrayExamples.images("digits");
        ArrayExamples glyphs = ArrayExamples.images("glyphs?rows=12000&seed=9");
        return List.of(
                measure(new Task("digits", digits.slice(0, 1437), digits.slice(1437, 1797), 0.25, 200)),
                measure(new Task("glyphs", glyphs.slice(0, 10_000), glyphs.slice(10_000, 12_000), 0.05, 400)));
    }

    private static Finding measure(Task task) {
        List<String> texts = new ArrayList<>();
        boolean rises = true;
        double before = 0;
        for (double epsilon : EPSILONS) {
            DpSgd mechanism = new DpSgd(
                    1, new AutoS(), ClipScope.ALL, null, new PrivacyOptions(null, epsilon, DELTA, 1024, true));
            Sampler sampler =
                    new Poisson((int) Math.round(task.rate() * task.training().size()), task.rate());
            Figures best = best(task, mechanism, sampler, task.steps(), "unprotected_validation_accuracy", RATES);
            texts.add(text("ε = %s: %s", epsilon, best));
            rises &= best.mean() > before;
            before = best.mean();
        }
        Figures open = best(task, new Plain(), new Shuffle(64), OPEN_STEPS, "validation_accuracy", OPEN_RATES);
        texts.add(text("without privacy: %s", open));
        return new Finding(
                text("%s: the larger ε, the more accurate, and most without privacy", task.name()),
                "arXiv:1607.00133",
                String.join("; ", texts),
                rises && open.mean() > before);
    }

    private static Figures best(
            Task task, Mechanism mechanism, Sampler sampler, long steps, String metric, double... rates) {
        Figures best = Figures.of(List.of(0.0));
        for (double rate : rates) {
            List<Double> accuracies = new ArrayList<>();
            for (int seed = 0; seed < SEEDS; seed++) {
                Model model = new Mlp(List.of(64), Activation.TANH, 0, Mlp.Normalization.NONE);
                SpecBuilder spec = new SpecBuilder(model, new Classification())
                        .optimizer(new Sgd())
                        .learningRate(rate)
                        .mechanism(mechanism)
                        .sampler(sampler)
                        .evaluation(new Evaluation(null, steps, 0.2, null))
                        .logEverySteps(steps)
                        .steps(steps)
                        .seed(seed);
                accuracies.add(
                        Trial.of(spec.build(), task.training(), task.test()).last(metric));
            }
            Figures figures = Figures.of(accuracies);
            best = figures.mean() > best.mean() ? figures : best;
        }
        return best;
    }
}
