package dev.descent.training;

import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Passes over all training examples, some at a time, each of which frees what it made. */
final class ExampleSweep implements Sweep {
    /** Few enough that the gradients of a layer that keeps no books of its own fit into memory. */
    private static final int BATCH = 64;

    /** As many elements of gradients as are in memory at once: 64 MiB. */
    private static final long MOST_ELEMENTS = 1 << 24;

    private final TrainingSpec spec;
    private final Network network;
    private final Objective objective;
    private final TrainingData data;
    private final Examples examples;
    private final LoadedData all;
    private final Workspace.Loaded loaded;
    private final Workspace workspace;
    private final Vec parameters;
    private final Vec buffers;
    private final State state;
    private final double rate;
    private final Runnable between;
    private @Nullable Norms norms;

    /** @param between is run before each batch, and may throw to call the sweep off */
    ExampleSweep(
            TrainingSpec spec,
            Network network,
            TrainingData data,
            LoadedData all,
            Workspace workspace,
            Position at,
            double rate,
            Runnable between) {
        this.spec = spec;
        this.network = network;
        objective = spec.objective();
        this.data = data;
        examples = data.training();
        this.all = all;
        loaded = all.training();
        this.workspace = workspace;
        parameters = at.parameters();
        buffers = at.buffers();
        state = at.state();
        this.rate = rate;
        this.between = between;
    }

    @Override
    public double rate() {
        return rate;
    }

    @Override
    public Examples examples() {
        return examples;
    }

    @Override
    public Weights weights() {
        return new Weights(parameters.toArray(), buffers.toArray());
    }

    @Override
    public Norms gradientNorms() {
        Norms known = norms;
        if (known != null) {
            return known;
        }
        Segments blocks = blocks(network.parameters());
        int count = (int) blocks.count();
        float[] all = new float[examples.size()];
        float[] last = new float[all.length];
        for (int from = 0; from < all.length; from += BATCH) {
            between.run();
            int[] rows = rows(from);
            float[] found =
                    workspace.scoped(parameters, p -> norms(rows, p, blocks)).toArray();
            for (int i = 0; i < rows.length; i++) {
                last[from + i] = found[(i + 1) * count - 1];
                all[from + i] = count == 1 ? last[from + i] : (float) Math.hypot(found[i * count], last[from + i]);
            }
        }
        Norms measured = new Norms(all, last);
        norms = measured;
        return measured;
    }

    /** Those of each example, block by block. */
    private Vec norms(int[] rows, Vec p, Segments blocks) {
        return each(loaded, rows, p, gradients -> gradients.norms(blocks));
    }

    @Override
    public void gradients(Gradients each) {
        gradients(loaded, examples.size(), each);
    }

    @Override
    public void gradientsOf(String target, Gradients each) {
        gradients(all.target(target), target(target).examples().size(), each);
    }

    private void gradients(Workspace.Loaded of, int count, Gradients each) {
        int most = (int) Math.max(1, Math.min(BATCH, MOST_ELEMENTS / parameters.size()));
        for (int from = 0; from < count; from += most) {
            between.run();
            int[] rows = IntStream.range(from, Math.min(count, from + most)).toArray();
            workspace.scoped(parameters, p -> {
                each.of(rows, each(of, rows, p, ExampleGradients::rows));
                return p.slice(0, 1);
            });
        }
    }

    @Override
    public TargetSet target(String target) {
        return Objects.requireNonNull(data.targets().get(target), target);
    }

    @Override
    public Optional<Moments> moments() {
        if (!(spec.optimizer() instanceof Optimizer optimizer)) {
            return Optional.empty();
        }
        return optimizer.moments().map(law -> {
            State unpacked = spec.stateFormat().unpack(state, optimizer, network.parameters(), workspace::vec);
            return new Moments(law, unpacked.get("m"), unpacked.get("v"));
        });
    }

    @Override
    public Vec vec(float[] values) {
        return workspace.vec(values);
    }

    /** Something of the gradients of each example, one after another; together where the network allows it. */
    private Vec each(Workspace.Loaded of, int[] rows, Vec p, Function<ExampleGradients, Vec> something) {
        Recorded recorded = recorded(of, rows, p);
        if (rows.length == 1 || recorded.pass().isContained()) {
            return something.apply(recorded.gradients());
        }
        List<Vec> each = new ArrayList<>();
        for (int row : rows) {
            each.add(something.apply(recorded(of, new int[] {row}, p).gradients()));
        }
        return each.get(0).concat(each.subList(1, each.size()));
    }

    private Recorded recorded(Workspace.Loaded of, int[] rows, Vec p) {
        return workspace.record(p, () -> {
            Batch batch = of.batch(rows);
            Network.ExamplePass pass = network.forExamples(p, buffers, batch, null);
            return new Recorded(objective.losses(pass.forward().outputs(), batch.targets()), pass);
        });
    }

    private final class Recorded {
        private final Vec losses;
        private final Network.ExamplePass pass;

        Recorded(Vec losses, Network.ExamplePass pass) {
            this.losses = losses;
            this.pass = pass;
        }

        Network.ExamplePass pass() {
            return pass;
        }

        ExampleGradients gradients() {
            return pass.way().gradients(losses, workspace);
        }
    }

    @Override
    public float[] outputErrors() {
        int[] rows = IntStream.range(0, examples.size()).toArray();
        float[] targets = new float[rows.length];
        for (int row : rows) {
            targets[row] = examples.target(row);
        }
        float[] outputs = new ExampleOutputs(
                        network, loaded, workspace, examples.signature().outputs())
                .of(rows, parameters, buffers, between);
        return objective.errors(outputs, targets);
    }

    @Override
    public void inputGradients(List<Weights> at, InputGradients each) {
        List<Vec> points = at.stream().map(w -> workspace.vec(w.parameters())).toList();
        List<Vec> statistics = at.stream().map(w -> workspace.vec(w.buffers())).toList();
        for (int from = 0; from < examples.size(); from += BATCH) {
            between.run();
            int[] rows = rows(from);
            List<float[]> gradients = new ArrayList<>();
            for (int k = 0; k < points.size(); k++) {
                Vec buffersThen = statistics.get(k);
                gradients.add(workspace
                        .scoped(points.get(k), p -> inputGradient(rows, p, buffersThen))
                        .toArray());
            }
            each.of(rows, gradients);
        }
    }

    /** Of the sum over the batch, because each output depends on its own example alone. */
    private Vec inputGradient(int[] rows, Vec p, Vec buffersThen) {
        Batch batch = loaded.batch(rows);
        Vec x = batch.numeric().vec();
        long[] shape = batch.numeric().shape();
        Vec ofTarget = workspace.vec(ofTarget(rows));
        Vec sum = workspace.record(
                x,
                () -> network.forward(
                                p,
                                buffersThen,
                                new Batch(x.reshape(shape), batch.categories(), batch.targets(), batch.size()),
                                null)
                        .outputs()
                        .vec()
                        .mul(ofTarget)
                        .sum());
        return workspace.gradient(sum, x);
    }

    /** 1 for the output of the class, {@code [n·K]}. */
    private float[] ofTarget(int[] rows) {
        int outputs = examples.signature().outputs();
        float[] chosen = new float[rows.length * outputs];
        for (int i = 0; i < rows.length; i++) {
            chosen[i * outputs + (examples.signature().classes() > 0 ? (int) examples.target(rows[i]) : 0)] = 1;
        }
        return chosen;
    }

    private int[] rows(int from) {
        return IntStream.range(from, Math.min(examples.size(), from + BATCH)).toArray();
    }

    /** The parameters of the last layer, behind all others; all where there is one layer. */
    static Segments blocks(Layout layout) {
        List<Layout.Entry> entries = layout.entries();
        String name = entries.get(entries.size() - 1).name();
        String layer = name.substring(0, name.lastIndexOf('.') + 1);
        long last = 0;
        for (int i = entries.size() - 1; i >= 0; i--) {
            boolean belongs = layer.isEmpty()
                    ? entries.get(i).name().equals(name)
                    : entries.get(i).name().startsWith(layer);
            if (!belongs) {
                break;
            }
            last += entries.get(i).size();
        }
        Segments.Run ofLast = new Segments.Run(1, last);
        return new Segments(
                last == layout.size() ? List.of(ofLast) : List.of(new Segments.Run(1, layout.size() - last), ofLast));
    }
}
