package dev.descent.training.diagnostics;

import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The mean margin of each example: how much more probable its class is than the next.
 *
 * <pre>
 *   margin = E (p_y − max_{k≠y} p_k)                  with p = softmax(z)
 * </pre>
 *
 * <p>Symbols: z the outputs of the network in training mode, y the class; the mean goes over all times that the example was
 * trained on. On [−1, 1], and negative where another class is predicted most of the time: a sign of a wrong label. It is the
 * area under the margin of Pleiss et al., arXiv:2001.10528, with probabilities in place of outputs, so that it is bounded.
 * Memory: 2 floats for each example.
 */
@Strategy(
        type = "margin",
        title = "Margin",
        description = "How much more probable the class of each example is than the next, on average over training.",
        paper = "arXiv:2001.10528")
public record Margin() implements ExampleScore {
    private static final String NAME = "margin";

    @Override
    public List<String> columns() {
        return List.of(NAME);
    }

    @Override
    public List<String> lowerIsHarder() {
        return List.of(NAME);
    }

    @Override
    public Optional<String> objectionTo(Signature signature) {
        return Needs.classes(signature);
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        RunningMeans means = new RunningMeans(examples.size(), from);
        return new Scoring() {
            @Override
            public void saw(Seen batch) {
                for (int i = 0; i < batch.rows().length; i++) {
                    means.add(batch.rows()[i], batch.judgements().get(i).margin());
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
