package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Contexts;
import dev.descent.training.GradientTransform;
import dev.descent.training.Network;
import dev.descent.training.SpecBuilder;
import dev.descent.training.State;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.transforms.ClipCoordinates;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Momentum with the largest coordinates of the gradient clipped: how sharp the direction is, and where the loss ends. */
final class ClippedCoordinatesAreLessSharp implements Experiment {
    private static final String SOURCE = "arXiv:2306.00204";
    private static final Sgd MOMENTUM = new Sgd(0.9, 0, false);
    private static final double[] RATES = {0.03, 0.1, 0.3, 1};
    private static final long[] STEPS = {50, 150, 300};
    private static final int EXAMPLES = 64;

    @Override
    public int number() {
        return 8;
    }

    @Override
    public String setting() {
        return LanguageTask.SETTING + "; momentum 0.9; sharpness u'Hu/|u|² of the direction u of the first " + EXAMPLES
                + " windows along a run without clipping, mean of the ratios after 50, 150 and 300 steps";
    }

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        LanguageTask.Result plain = LanguageTask.tuned(rate -> LanguageTask.spec(MOMENTUM, rate), RATES);
        for (double fraction : new double[] {0.1, 0.01}) {
            ClipCoordinates clip = new ClipCoordinates(null, fraction, ClipCoordinates.Scope.GLOBAL);
            double ratio = sharpnessRatio(clip, plain.rate());
            findings.add(new Finding(
                    text("clipping the top %.0f %% of coordinates makes the direction less sharp", 100 * fraction),
                    SOURCE,
                    text("%.3f of the sharpness", ratio),
                    ratio < 1));
            LanguageTask.Result clipped =
                    LanguageTask.tuned(rate -> LanguageTask.spec(MOMENTUM, rate).transforms(clip), RATES);
            findings.add(new Finding(
                    text("and training faster (top %.0f %%)", 100 * fraction),
                    SOURCE,
                    text("clipped %s, not clipped %s", clipped, plain),
                    clipped.losses().mean() < plain.losses().mean()));
        }
        return findings;
    }

    private static double sharpnessRatio(GradientTransform clip, double rate) {
        List<Double> ratios = new ArrayList<>();
        for (long steps : STEPS) {
            SpecBuilder spec =
                    LanguageTask.spec(MOMENTUM, rate).sampler(new Shuffle(16)).steps(steps);
            Trial trial = Trial.of(
                    spec.build(),
                    LanguageTask.NETWORK,
                    LanguageTask.training(),
                    LanguageTask.training().slice(0, 0));
            ratios.add(ratioAt(trial.parameters(), clip));
        }
        return Figures.of(ratios).mean();
    }

    private static double ratioAt(float[] theta, GradientTransform clip) {
        Network network = LanguageTask.NETWORK;
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Workspace.Loaded data = workspace.load(LanguageTask.training());
            int[] rows = IntStream.range(0, EXAMPLES).toArray();
            Vec parameters = workspace.vec(theta);
            Vec loss = workspace.record(
                    parameters,
                    () -> network.forward(
                                    parameters,
                                    workspace.vec(new float[1]),
                                    data.batch(rows),
                                    new Network.Training(new Randomness(0), 0))
                            .outputs()
                            .vec()
                            .mean());
            Vec gradient = workspace.pullBack(loss, workspace.vec(new float[] {1}), parameters);
            Vec clipped = clip.apply(gradient, State.EMPTY, Contexts.of(1, network.parameters()))
                    .gradient();
            return sharpness(clipped, workspace.hessianTimes(loss, clipped, parameters))
                    / sharpness(gradient, workspace.hessianTimes(loss, gradient, parameters));
        }
    }

    private static double sharpness(Vec direction, Vec hessianTimesDirection) {
        return direction.dot(hessianTimesDirection).value()
                / direction.dot(direction).value();
    }
}
