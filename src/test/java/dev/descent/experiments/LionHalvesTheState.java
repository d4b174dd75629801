package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Contexts;
import dev.descent.training.Optimizer;
import dev.descent.training.StepContext;
import dev.descent.training.UpdateRule;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.optimizers.Lion;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;

/** Lion against AdamW: memory of the state, time of a step, loss of a small language model. */
final class LionHalvesTheState implements Experiment {
    private static final int PARAMETERS = 2_000_000;
    private static final int ROUNDS = 60;

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String setting() {
        return LanguageTask.SETTING
                + "; Lion with a tenfold weight decay; steps of 2,000,000 parameters, least time of " + ROUNDS
                + " alternating rounds";
    }

    @Override
    public List<Finding> run() {
        double ratio = (double) stateElements(new Lion()) / stateElements(new AdamW());
        double time = timeRatio();
        LanguageTask.Result adamw = LanguageTask.adamW();
        LanguageTask.Result lion = LanguageTask.tuned(
                rate -> LanguageTask.spec(new Lion(), rate).weightDecay(new Decoupled(0.1, true)),
                1e-4,
                3e-4,
                1e-3,
                3e-3);
        String source = "arXiv:2302.06675";
        return List.of(
                new Finding(
                        "Lion keeps one vector where AdamW keeps two",
                        source,
                        text("%.2f of the bytes", ratio),
                        ratio == 0.5),
                new Finding(
                        "a step takes less time than AdamW's (2 to 15 % of a whole training step)",
                        source, text("%.2f of the time of AdamW's update alone", time), time < 1),
                new Finding(
                        "the loss is at least as good on language modelling",
                        source,
                        text("Lion %s, AdamW %s", lion, adamw),
                        lion.isNoWorseThan(adamw)));
    }

    private static long stateElements(Optimizer rule) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            return rule.init(workspace.vec(new float[PARAMETERS])).vectors().values().stream()
                    .mapToLong(Vec::size)
                    .sum();
        }
    }

    private static double timeRatio() {
        double lion = Double.POSITIVE_INFINITY;
        double adamw = Double.POSITIVE_INFINITY;
        for (int i = 0; i < ROUNDS; i++) {
            lion = Math.min(lion, time(new Lion()));
            adamw = Math.min(adamw, time(new AdamW()));
        }
        return lion / adamw;
    }

    private static double time(Optimizer rule) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            float[] values = new float[PARAMETERS];
            for (int i = 0; i < values.length; i++) {
                values[i] = (i % 17) / 17f;
            }
            Vec gradient = workspace.vec(values);
            Vec start = workspace.vec(values);
            StepContext context = Contexts.of(1e-3, Layout.EMPTY.with("w", PARAMETERS));
            UpdateRule.Step at = new UpdateRule.Step(start, rule.init(start));
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                long begin = System.nanoTime();
                UpdateRule.Step before = at;
                at = workspace.fused(lazy -> rule.step(
                        lazy.apply(before.parameters()),
                        lazy.apply(gradient),
                        before.state().map(lazy),
                        context));
                List<Vec> kept = new ArrayList<>(at.state().vectors().values());
                kept.add(at.parameters());
                kept.add(gradient);
                workspace.keepOnly(kept);
                least = Math.min(least, System.nanoTime() - begin);
            }
            return least;
        }
    }
}
