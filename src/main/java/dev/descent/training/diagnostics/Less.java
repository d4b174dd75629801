package dev.descent.training.diagnostics;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Groups;
import dev.descent.training.Network;
import dev.descent.training.Optimizer;
import dev.descent.training.Sweep;
import dev.descent.training.TargetedScore;
import dev.descent.training.TrainingSet;
import dev.descent.training.UpdateRule;
import dev.descent.training.selection.GradientFeature;
import dev.descent.training.selection.RandomProjection;
import dev.descent.training.selection.TargetAlignment;
import dev.descent.training.tensor.Examples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * LESS: how much a step on each example would help with the examples of a target set.
 *
 * <pre>
 *   less(z) = max_j Σ_k η_k ⟨Γ_k(z)/‖Γ_k(z)‖, v_kj⟩ / Σ_k η_k,   v_kj = mean over the examples x of subtask j of g_k(x)/‖g_k(x)‖
 * </pre>
 *
 * <p>Symbols: g_k the gradient of an example's own loss at point k of the run, {@code [P]}, the network in evaluation mode;
 * Γ the {@linkplain GradientFeature feature} of a training example; η_k the learning rate at the point, where the source
 * takes the mean over the epoch; j a subtask of the target set. Between −1 and 1. All is computed in streams, so that nothing
 * is kept of the training examples but S floats each, and S vectors {@code [P]} of the subtasks: with {@code dimensions}
 * gradients go through a {@linkplain RandomProjection random projection} before, as in the source, which stores them. It
 * costs d times as much as the exact inner product, and is there to compare with it.
 *
 * <p>Source: Xia et al., "LESS: selecting influential data for targeted instruction tuning", arXiv:2402.04333: a warm-up
 * over four epochs on a random twentieth of the data ({@code random_subset}), Adam's features, the best twentieth by score.
 * The examples with the highest scores resemble each other: train on such a choice beside one made at random, and balance
 * it over groups where it becomes narrow. {@code adam} features share β₁m, whatever the example; {@code sgd} has no such
 * part. Not for networks that mix examples.
 */
@Strategy(
        type = "less",
        title = "LESS influence on a target set",
        description = "How much a step on each example would help with the examples of another data set.",
        paper = "arXiv:2402.04333",
        experimental =
                "The examples with the highest scores resemble each other: a choice of them can train worse than a random one.")
public record Less(
        @Option(
                value =
                        "The data set to become good at: its id, its name, or the name of a built-in set. It has the columns "
                                + "of the job's own and no row of it.",
                minSize = 1,
                maxSize = 200)
        String target,

        @Option(
                value =
                        "A categorical column of the target set, whose values are subtasks: an example counts by the one that it "
                                + "helps most. Null: one task.",
                maxSize = 200)
        @Nullable
        String subtaskColumn,

        @Option(
                "What stands for a training example: adam, the step that Adam would take with it; sgd, its gradient; sign, "
                        + "the signs of that.")
        GradientFeature feature,

        @Option(
                value =
                        "d, to how many dimensions gradients are projected at random before they are compared. Null: they are "
                                + "compared as they are, which is exact and costs less.",
                min = 1,
                max = 65_536)
        @Nullable
        Integer dimensions,

        @Option(
                value = "After which parts of the run all examples are looked at, rising.",
                min = 0,
                max = 1,
                minSize = 1,
                maxSize = 100)
        List<Double> points)
        implements TargetedScore {
    private static final String NAME = "less";
    private static final String INFLUENCES = "influences";
    private static final String RATES = "rates";
    private static final int MOST_SUBTASKS = 64;

    public Less {
        Options.check(Less.class, target, subtaskColumn, feature, dimensions, points);
        points = Points.rising(points);
    }

    public Less(String target) {
        this(target, null, GradientFeature.ADAM, null, List.of(0.25, 0.5, 0.75, 1.0));
    }

    @Override
    public List<String> columns() {
        return List.of(NAME);
    }

    @Override
    public Less withTarget(String name) {
        return new Less(name, subtaskColumn, feature, dimensions, points);
    }

    @Override
    public void check(TrainingSet set) {
        subtasks(set);
    }

    @Override
    public Optional<String> objectionTo(UpdateRule rule) {
        boolean keepsMoments =
                rule instanceof Optimizer optimizer && optimizer.moments().isPresent();
        return feature == GradientFeature.ADAM && !keepsMoments
                ? Optional.of(
                        "with the feature adam needs an optimizer that keeps the moments of Adam; use sgd or sign")
                : Optional.empty();
    }

    @Override
    public Optional<String> objectionTo(Network network) {
        long size = network.parameters().size();
        if (dimensions != null && size * dimensions > RandomProjection.MOST_ELEMENTS) {
            return Optional.of("would need a matrix of " + size + " by " + dimensions
                    + " to project gradients, but it may have at most " + RandomProjection.MOST_ELEMENTS
                    + " elements; use fewer dimensions, or null");
        }
        return Needs.gradientsOfExamples(network);
    }

    private Groups subtasks(TrainingSet set) {
        if (subtaskColumn == null) {
            return new Groups(new int[set.size()], List.of("all"));
        }
        Groups groups;
        try {
            groups = set.groups(subtaskColumn);
        } catch (InvalidOptions e) {
            throw e.under("/subtask_column");
        }
        if (groups.count() > MOST_SUBTASKS) {
            throw new InvalidOptions(
                    "/subtask_column",
                    "too_many_groups",
                    "column \"" + subtaskColumn + "\" of the target set has " + groups.count() + " values, but at most "
                            + MOST_SUBTASKS + " subtasks are allowed");
        }
        return withMembers(groups);
    }

    /** Of a subtask without examples nothing can be said, not even that an example is of no help. */
    private static Groups withMembers(Groups groups) {
        int[] sizes = groups.sizes();
        int[] kept = IntStream.range(0, sizes.length).filter(k -> sizes[k] > 0).toArray();
        int[] places = new int[sizes.length];
        IntStream.range(0, kept.length).forEach(place -> places[kept[place]] = place);
        return new Groups(
                IntStream.of(groups.of()).map(group -> places[group]).toArray(),
                IntStream.of(kept).mapToObj(groups.names()::get).toList());
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        return new Sums(examples.size(), from);
    }

    /** Sums over the points so far. */
    private final class Sums implements Scoring {
        private final int size;
        /** {@code [N·S]}, example after example; empty before the first point. */
        private float[] influences;

        private float rates;

        Sums(int size, Map<String, float[]> from) {
            this.size = size;
            influences = RunningMeans.kept(from, INFLUENCES, new float[0]);
            rates = RunningMeans.kept(from, RATES, new float[1])[0];
        }

        @Override
        public void sweep(Sweep sweep, boolean isLast) {
            float rate = (float) sweep.rate();
            float[] found = new TargetAlignment(
                            sweep, target, subtasks(sweep.target(target).set()), feature, dimensions)
                    .of(size);
            float[] sums = influences.length == 0 ? new float[found.length] : influences.clone();
            for (int i = 0; i < found.length; i++) {
                sums[i] += rate * found[i];
            }
            influences = sums;
            rates += rate;
        }

        @Override
        public Map<String, float[]> state() {
            return Map.of(INFLUENCES, influences, RATES, new float[] {rates});
        }

        @Override
        public Map<String, float[]> columns() {
            float[] best = new float[size];
            int tasks = influences.length / Math.max(1, size);
            for (int row = 0; row < size; row++) {
                float most = Float.NaN;
                for (int task = 0; task < tasks; task++) {
                    float influence = influences[row * tasks + task] / rates;
                    most = task == 0 ? influence : Math.max(most, influence);
                }
                best[row] = most;
            }
            return Map.of(NAME, best);
        }
    }
}
