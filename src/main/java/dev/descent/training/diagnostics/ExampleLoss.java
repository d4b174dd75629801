package dev.descent.training.diagnostics;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.tensor.Examples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loss of each example while it is learned: the mean, the first, the last, and the mean of each of P equal parts of the
 * run.
 *
 * <p>Losses are those of the steps, in training mode, before the step, and without the weight of the example. What is
 * learned early has a small mean; what is learned by heart has a large mean and a small last. Memory: 2P + 2 floats for each
 * example. Source, for the mean early in training as a sign of wrong labels: Arazo et al., "Unsupervised label noise
 * modeling and loss correction", arXiv:1904.11238.
 */
@Strategy(
        type = "loss",
        title = "Loss of each example",
        description = "The loss of each example while it is learned: mean, first, last, and by parts of the run.",
        paper = "arXiv:1904.11238")
public record ExampleLoss(
        @Option(value = "P: parts of equal length whose mean losses are kept; 0 for none.", min = 0, max = 100)
        int parts)
        implements ExampleScore {
    private static final String FIRST = "first";
    private static final String LAST = "last";
    private static final String PREFIX = "loss_";
    private static final String MEAN = PREFIX + "mean";
    private static final String PART = PREFIX + "part_";

    public ExampleLoss {
        Options.check(ExampleLoss.class, parts);
    }

    public ExampleLoss() {
        this(10);
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(MEAN, PREFIX + FIRST, PREFIX + LAST));
        for (int part = 1; part <= parts; part++) {
            columns.add(PART + part);
        }
        return columns;
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        return new Trajectory(examples.size(), from);
    }

    private final class Trajectory implements Scoring {
        private final List<RunningMeans> means = new ArrayList<>();
        private final float[] first;
        private final float[] last;

        Trajectory(int examples, Map<String, float[]> from) {
            for (int part = 0; part < Math.max(1, parts); part++) {
                means.add(new RunningMeans(examples, PART + part + "_", from));
            }
            first = RunningMeans.unknown(examples, FIRST, from);
            last = RunningMeans.unknown(examples, LAST, from);
        }

        @Override
        public void saw(Seen batch) {
            int part = (int) (batch.progress() * means.size());
            RunningMeans mean = means.get(Math.min(part, means.size() - 1));
            for (int i = 0; i < batch.rows().length; i++) {
                int row = batch.rows()[i];
                float loss = batch.losses()[i];
                mean.add(row, loss);
                first[row] = Float.isNaN(first[row]) ? loss : first[row];
                last[row] = loss;
            }
        }

        @Override
        public Map<String, float[]> state() {
            Map<String, float[]> state = new LinkedHashMap<>(Map.of(FIRST, first, LAST, last));
            means.forEach(mean -> state.putAll(mean.state()));
            return state;
        }

        @Override
        public Map<String, float[]> columns() {
            Map<String, float[]> columns = new LinkedHashMap<>();
            columns.put(MEAN, RunningMeans.means(means));
            columns.put(PREFIX + FIRST, first);
            columns.put(PREFIX + LAST, last);
            for (int part = 1; part <= parts; part++) {
                columns.put(PART + part, means.get(part - 1).means());
            }
            return columns;
        }
    }
}
