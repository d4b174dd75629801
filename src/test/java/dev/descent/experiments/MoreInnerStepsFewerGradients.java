package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Evaluation;
import dev.descent.training.SpecBuilder;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.surrogates.TargetBasedSurrogate;
import java.util.ArrayList;
import java.util.List;

/** The loss of logistic regression after equally many gradients of the loss, with one, five and twenty inner steps. */
final class MoreInnerStepsFewerGradients implements Experiment {
    private static final int[] INNER = {1, 5, 20};
    private static final double[] RATES = {1, 10, 100, 1000};
    private static final long STEPS = 50;

    @Override
    public int number() {
        return 21;
    }

    @Override
    public String setting() {
        return "logistic regression on breast cancer, wine and 2,000 glyphs, full batches, " + STEPS
                + " gradients of the" + " loss with respect to the outputs, best η of {1, 10, 100, 1000}";
    }

    @Override
    public List<Finding> run() {
        return List.of(
                measure("breast cancer", ArrayExamples.table("breast_cancer")),
                measure("wine", ArrayExamples.table("wine")),
                measure("glyphs", ArrayExamples.images("glyphs?rows=2000&seed=7")));
    }

    private static Finding measure(String name, ArrayExamples examples) {
        List<String> texts = new ArrayList<>();
        double before = Double.POSITIVE_INFINITY;
        boolean falls = true;
        for (int inner : INNER) {
            double least = Double.POSITIVE_INFINITY;
            for (double rate : RATES) {
                least = Math.min(least, loss(examples, inner, rate));
            }
            texts.add(text("m = %d: %.4g", inner, least));
            falls &= least < before;
            before = least;
        }
        return new Finding(
                "more inner steps m, less loss for as many gradients: " + name,
                "Lavington et al., ICML 2023",
                String.join(", ", texts),
                falls);
    }

    private static double loss(ArrayExamples examples, int inner, double rate) {
        SpecBuilder spec = new SpecBuilder(new Linear(), new Classification())
                .optimizer(new TargetBasedSurrogate(inner, TargetBasedSurrogate.Fall.CONSTANT, 1000, 10, 0.5, 0.9, 1.8))
                .learningRate(rate)
                .sampler(new Shuffle(examples.size()))
                .evaluation(new Evaluation(null, STEPS, 0.2, null))
                .steps(STEPS);
        double loss = Trial.of(spec.build(), examples, examples).last("validation_loss");
        return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
    }
}
