package dev.descent.training.diagnostics;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.Objective;
import dev.descent.training.tensor.Examples;
import java.util.List;
import java.util.Map;

/**
 * EL2N: how far the prediction for an example is from its label, early in training.
 *
 * <pre>
 *   EL2N = E ‖softmax(z) − onehot(y)‖
 * </pre>
 *
 * <p>Symbols: z the outputs of the network in training mode, y the class; the mean goes over all times that the example was
 * trained on before {@code until}. On [0, √2]. Late in training nearly all examples have a score near 0, and wrong labels
 * are learned by heart; the source takes the mean of ten networks after a tenth of the epochs. For a target that is a number it
 * is the mean of |∂l/∂z|. Source: Paul et al., "Deep learning on a data diet", arXiv:2107.07075.
 */
@Strategy(
        type = "el2n",
        title = "EL2N",
        description = "How far the predictions for an example are from its label early in training.",
        paper = "arXiv:2107.07075")
public record El2n(
        @Option(value = "Up to which part of the run predictions count.", above = 0, max = 1)
        double until) implements ExampleScore {
    private static final String NAME = "el2n";

    public El2n {
        Options.check(El2n.class, until);
    }

    public El2n() {
        this(0.5);
    }

    @Override
    public List<String> columns() {
        return List.of(NAME);
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        RunningMeans means = new RunningMeans(examples.size(), from);
        return new Scoring() {
            @Override
            public void saw(Seen batch) {
                if (batch.progress() < until) {
                    List<Objective.Judgement> judgements = batch.judgements();
                    for (int i = 0; i < batch.rows().length; i++) {
                        means.add(batch.rows()[i], judgements.get(i).errorNorm());
                    }
                }
            }

            @Override
            public Map<String, float[]> state() {
                return means.state();
            }

            @Override
            public Map<String, float[]> columns() {
                return Map.of(NAME, means.means());
            }
        };
    }
}
