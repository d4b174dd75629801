package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.optimizers.SgdSai;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.List;

/** SGD with one learning rate a tensor, fixed at the first step, against AdamW: memory of the state, loss. */
final class SgdSaiHalvesTheState implements Experiment {
    private static final String SOURCE = "arXiv:2412.11768";

    @Override
    public int number() {
        return 6;
    }

    @Override
    public String setting() {
        return LanguageTask.SETTING;
    }

    @Override
    public List<Finding> run() {
        double ratio = elements(new SgdSai()) / elements(new AdamW());
        LanguageTask.Result adamw = LanguageTask.adamW();
        LanguageTask.Result sai = LanguageTask.tuned(
                rate -> LanguageTask.spec(new SgdSai(), rate).weightDecay(new Decoupled(0.01, true)),
                1e-3,
                3e-3,
                1e-2,
                3e-2);
        return List.of(
                new Finding("half of AdamW's state", SOURCE, text("%.4f of the elements", ratio), ratio < 0.51),
                new Finding(
                        "a loss like AdamW's on a transformer",
                        SOURCE,
                        text("SGD-SaI %s, AdamW %s", sai, adamw),
                        sai.isNoWorseThan(adamw)));
    }

    private static double elements(UpdateRule rule) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            State state = rule.init(workspace.vec(
                    new float[(int) LanguageTask.NETWORK.parameters().size()]));
            return state.vectors().values().stream().mapToLong(Vec::size).sum();
        }
    }
}
