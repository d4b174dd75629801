package dev.descent.experiments;

import dev.descent.training.Diverged;
import dev.descent.training.Network;
import dev.descent.training.Objective;
import dev.descent.training.Observer;
import dev.descent.training.Outcome;
import dev.descent.training.Snapshot;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingData;
import dev.descent.training.TrainingSpec;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** One training run and what was measured on its way. */
final class Trial implements Observer {
    private final Map<String, List<Double>> series = new LinkedHashMap<>();
    private boolean diverged;
    private float[] parameters = {};
    private Map<String, float[]> scores = Map.of();
    private long steps;

    private Trial() {}

    static Trial of(TrainingSpec spec, Examples training, Examples validation) {
        return of(spec, spec.model().network(training.signature()), training, validation);
    }

    static Trial of(TrainingSpec spec, Network network, Examples training, Examples validation) {
        return of(spec, network, TrainingData.of(training, validation));
    }

    static Trial of(TrainingSpec spec, Network network, TrainingData data) {
        Trial run = new Trial();
        TrainingSpec effective = spec.effective(data.training().size());
        try {
            Outcome outcome = new Trainer(effective, network, TestEngine.get())
                    .run(data, Optional.empty(), run, "cpu", Optional.of(secret(spec.seed())));
            if (outcome instanceof Outcome.Trained trained) {
                run.parameters = trained.parameters();
                run.scores = trained.scores();
                run.steps = trained.steps();
            }
        } catch (Diverged e) {
            run.diverged = true;
        }
        return run;
    }

    /** A key that is known, so that an experiment can be repeated. */
    private static SecretRandomness secret(long seed) {
        byte[] key =
                ByteBuffer.allocate(SecretRandomness.KEY_BYTES).putLong(seed).array();
        return new SecretRandomness(key, 0);
    }

    boolean isDiverged() {
        return diverged;
    }

    float[] parameters() {
        return parameters;
    }

    /** Of the training examples, by name. */
    Map<String, float[]> scores() {
        return scores;
    }

    long steps() {
        return steps;
    }

    List<Double> values(String name) {
        return series.getOrDefault(name, List.of());
    }

    /** The last value of a metric; NaN if there is none or the run diverged. */
    double last(String name) {
        List<Double> values = values(name);
        return diverged || values.isEmpty() ? Double.NaN : values.get(values.size() - 1);
    }

    @Override
    public Signal signal(long step) {
        return Signal.CONTINUE;
    }

    @Override
    public void metrics(long step, double epoch, Map<String, Double> values) {
        values.forEach((name, value) ->
                series.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    }

    @Override
    public void charge(long step) {}

    @Override
    public void checkpoint(Snapshot snapshot) {}

    /** The mean loss of these examples under the trained parameters. */
    double loss(Network network, Objective objective, ArrayExamples examples) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Batch all = workspace
                    .load(examples)
                    .batch(IntStream.range(0, examples.size()).toArray());
            float[] buffers = network.initialBuffers();
            Vec running = workspace.vec(buffers.length == 0 ? new float[1] : buffers);
            return objective
                    .losses(
                            network.forward(workspace.vec(parameters), running, all, null)
                                    .outputs(),
                            all.targets())
                    .mean()
                    .value();
        }
    }

    /** The part of these examples whose class has the greatest output under the trained parameters. */
    double accuracy(Network network, ArrayExamples examples) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Workspace.Loaded data = workspace.load(examples);
            int[] rows = IntStream.range(0, examples.size()).toArray();
            float[] buffers = network.initialBuffers();
            float[] outputs = network.forward(
                            workspace.vec(parameters),
                            workspace.vec(buffers.length == 0 ? new float[1] : buffers),
                            data.batch(rows),
                            null)
                    .outputs()
                    .toArray();
            int classes = examples.signature().classes();
            int right = 0;
            for (int row : rows) {
                int best = 0;
                for (int k = 1; k < classes; k++) {
                    best = outputs[row * classes + k] > outputs[row * classes + best] ? k : best;
                }
                right += best == (int) examples.target(row) ? 1 : 0;
            }
            return (double) right / rows.length;
        }
    }
}
