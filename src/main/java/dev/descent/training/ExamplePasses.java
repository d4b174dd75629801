package dev.descent.training;

import dev.descent.training.Observer.Signal;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Workspace;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What scores of examples and samplers ask for beside the steps of a run: passes over all examples, and networks trained
 * on some.
 *
 * <p>All of it throws {@link Interrupted} between two batches if the run is to pause or to be cancelled, and begins again
 * where the last complete part of it ended.
 */
final class ExamplePasses {
    private static final String PREDICTED = "predicted";

    private final TrainingSpec spec;
    private final Network network;
    private final Engine engine;
    private final String device;
    private final TrainingData data;
    private final Workspace workspace;
    private final LoadedData loaded;
    private final ExampleScores scores;
    private final ExampleOutputs outputs;
    private final Observer observer;

    ExamplePasses(
            TrainingSpec spec,
            Network network,
            Engine engine,
            String device,
            TrainingData data,
            Workspace workspace,
            LoadedData loaded,
            ExampleScores scores,
            Observer observer) {
        this.spec = spec;
        this.network = network;
        this.engine = engine;
        this.device = device;
        this.data = data;
        this.workspace = workspace;
        this.loaded = loaded;
        this.scores = scores;
        this.observer = observer;
        outputs = new ExampleOutputs(
                network,
                loaded.training(),
                workspace,
                data.training().signature().outputs());
    }

    /** Before a step. */
    void before(Run run, Course course, Sampler.Sampling sampling) {
        scores.reached(course.progress(run), () -> sweep(run, course));
        long position = run.progress().examples();
        if (sampling.looks(position)) {
            run.saw(sampling.look(position, sweep(run, course)));
        }
    }

    /** After the last step: the points that are left, then the folds. */
    void after(Run run, Course course) {
        scores.ended(() -> sweep(run, course));
        scores.foldsJudged().forEach((folds, judged) -> {
            Folds division = Folds.of(data.training(), folds, new Randomness(spec.seed()));
            for (int fold = judged; fold < folds; fold++) {
                judge(division, fold, run);
            }
        });
    }

    /** The scores, and what the network predicts for each example with the parameters that are kept. */
    Map<String, float[]> columns(Run run, Position kept) {
        Map<String, float[]> columns = scores.columns();
        if (!scores.areEmpty()) {
            Examples examples = data.training();
            int[] rows = IntStream.range(0, examples.size()).toArray();
            float[] answers = outputs.of(rows, kept.parameters(), kept.buffers(), () -> check(run));
            List<Objective.Judgement> judgements = spec.objective().judge(answers, targets(rows));
            float[] predicted = new float[rows.length];
            for (int i = 0; i < predicted.length; i++) {
                predicted[i] = judgements.get(i).predicted();
            }
            columns.put(PREDICTED, predicted);
        }
        return columns;
    }

    private float[] targets(int[] rows) {
        float[] targets = new float[rows.length];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = data.training().target(rows[i]);
        }
        return targets;
    }

    private Sweep sweep(Run run, Course course) {
        return new ExampleSweep(
                spec, network, data, loaded, workspace, run.position(), course.rate(run), () -> check(run));
    }

    private void judge(Folds folds, int fold, Run run) {
        int[] rows = folds.inside(fold);
        int[] others = folds.outside(fold);
        boolean isTimeUp = check(run) == Signal.FINISH;
        if (isTimeUp || rows.length == 0 || others.length == 0) {
            scores.passed(folds.count());
            return;
        }
        new CrossFit(spec, network, engine, data, device)
                .trained(others, observer, run.step())
                .ifPresentOrElse(
                        trained -> {
                            float[] answers = outputs.of(
                                    rows,
                                    workspace.vec(trained.parameters()),
                                    workspace.vec(trained.buffers()),
                                    () -> check(run));
                            scores.judged(folds.count(), rows, answers, frequencies(others));
                        },
                        () -> scores.passed(folds.count()));
        workspace.keepOnly(run.vectors());
    }

    private double[] frequencies(int[] rows) {
        double[] frequencies = new double[data.training().signature().classes()];
        if (frequencies.length > 0) {
            for (int row : rows) {
                frequencies[(int) data.training().target(row)] += 1.0 / rows.length;
            }
        }
        return frequencies;
    }

    private Signal check(Run run) {
        Signal signal = observer.signal(run.step());
        Interrupted.check(signal);
        return signal;
    }
}
