package dev.descent.training.optimizers;

import dev.descent.training.Contexts;
import dev.descent.training.Optimizer;
import dev.descent.training.State;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;

/** A rule on arrays, taken step by step. */
final class Walk {
    private final Optimizer rule;
    private final Layout layout;
    private UpdateRule.Step at;

    Walk(Optimizer rule, Layout layout, double... start) {
        this.rule = rule;
        this.layout = layout;
        Vec parameters = new ArrayVec(start);
        at = new UpdateRule.Step(parameters, rule.init(parameters));
    }

    /** One tensor, a vector. */
    Walk(Optimizer rule, double... start) {
        this(rule, Layout.EMPTY.with("b", start.length), start);
    }

    /** The parameters after one more step. */
    double[] step(double rate, double... gradient) {
        return decayed(rate, 0, gradient);
    }

    /** The parameters after one more step of a rule that decays weights itself. */
    double[] decayed(double rate, double decay, double... gradient) {
        at = rule.step(
                at.parameters(),
                new ArrayVec(gradient),
                at.state(),
                Contexts.of(at.state().steps(), rate, decay, layout));
        return parameters();
    }

    double[] parameters() {
        return ArrayVec.values(at.parameters());
    }

    State state() {
        return at.state();
    }

    double[] remembered(String name) {
        return ArrayVec.values(at.state().get(name));
    }
}
