package dev.descent.training.diagnostics;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.Sweep;
import dev.descent.training.selection.GradientCoreset;
import dev.descent.training.tensor.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Examples whose gradients stand for those of all others of their class, in the order in which a greedy choice takes them.
 *
 * <pre>
 *   gᵢ = softmax(zᵢ) − onehot(yᵢ),   max over S of Σᵢ max_{j ∈ S} (D − ‖gᵢ − gⱼ‖)   within each class
 * </pre>
 *
 * <p>Symbols: z the outputs of the network in evaluation mode, of a target that is a number with gᵢ = ∂l/∂z and one class; S the coreset; D the greatest distance. {@code coreset_rank} is
 * the place in the order over the number of examples that were chosen from, on (0, 1]: of the part f of all examples with the
 * lowest rank each class gives its part f. {@code coreset_weight} is how many examples one stands for, itself among them, when
 * {@code fraction} of them is chosen; examples that are not chosen have the rank 2 and the weight 0. Classes of more than 4,096 examples are cut into parts, in
 * order of the rows, each of which gives its share. Time and memory grow with the square of a part. Sources: Mirzasoleiman
 * et al., "Coresets for data-efficient training", arXiv:1906.01827; for augmenting the chosen alone Liu and Mirzasoleiman,
 * "Data-efficient augmentation for training neural networks", arXiv:2210.08363. Wrong labels have gradients of their own, and
 * are chosen early.
 */
@Strategy(
        type = "coreset",
        title = "Coreset",
        description = "Which examples stand for the gradients of all others of their class, by facility location.",
        paper = "arXiv:1906.01827")
public record Coreset(
        @Option(value = "The part of the examples of each class that is chosen.", above = 0, max = 1)
        double fraction,

        @Option(value = "After which part of the run the gradients are looked at.", min = 0, max = 1)
        double at)
        implements ExampleScore {
    private static final String RANK = "coreset_rank";
    private static final String WEIGHT = "coreset_weight";
    private static final float NOT_CHOSEN = 2;

    public Coreset {
        Options.check(Coreset.class, fraction, at);
    }

    public Coreset() {
        this(0.3, 1);
    }

    @Override
    public List<String> columns() {
        return List.of(RANK, WEIGHT);
    }

    @Override
    public List<Double> points() {
        return List.of(at);
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        float[] ranks = RunningMeans.unknown(examples.size(), RANK, from);
        float[] weights = RunningMeans.unknown(examples.size(), WEIGHT, from);
        return new Scoring() {
            @Override
            public void sweep(Sweep sweep, boolean isLast) {
                GradientCoreset coreset = new GradientCoreset(examples, sweep.outputErrors());
                Arrays.fill(ranks, NOT_CHOSEN);
                Arrays.fill(weights, 0);
                for (int[] part : coreset.parts()) {
                    int size = (int) Math.max(1, Math.round(fraction * part.length));
                    List<GradientCoreset.Member> members = coreset.choose(part, size);
                    for (int place = 0; place < size; place++) {
                        GradientCoreset.Member member = members.get(place);
                        ranks[member.row()] = (place + 1f) / part.length;
                        weights[member.row()] = member.size();
                    }
                }
            }

            @Override
            public Map<String, float[]> state() {
                return Map.of(RANK, ranks, WEIGHT, weights);
            }

            @Override
            public Map<String, float[]> columns() {
                return Map.of(RANK, ranks, WEIGHT, weights);
            }
        };
    }
}
