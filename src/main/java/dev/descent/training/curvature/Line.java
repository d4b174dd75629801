package dev.descent.training.curvature;

import dev.descent.training.ClosureRule;
import dev.descent.training.tensor.Vec;

/** The loss along the line θ + td. */
final class Line {
    private final ClosureRule.Loss loss;
    private final Vec from;
    private final Vec direction;
    private int evaluations;

    Line(ClosureRule.Loss loss, Vec from, Vec direction) {
        this.loss = loss;
        this.from = from;
        this.direction = direction;
    }

    LinePoint at(double t) {
        evaluations++;
        Vec parameters = from.addScaled(t, direction);
        ClosureRule.Value value = loss.at(parameters);
        return new LinePoint(
                t,
                parameters,
                value.loss().value(),
                value.gradient(),
                loss.scoped(value.gradient(), g -> g.dot(direction)).value());
    }

    /** How many points were asked for. */
    int evaluations() {
        return evaluations;
    }
}
