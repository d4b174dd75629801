package dev.descent.training.search;

import dev.descent.training.SearchRule.Loss;
import dev.descent.training.tensor.Vec;
import java.util.function.IntFunction;

/**
 * The slope of the loss along a direction, by a central difference.
 *
 * <pre>
 *   s(u) = (L(θ + cu) − L(θ − cu)) / 2c
 * </pre>
 *
 * <p>Symbols: θ parameters and u direction, {@code [P]}; c the width of the difference; s of size one.
 */
final class Slope {
    private Slope() {}

    static Vec along(Vec direction, Vec parameters, double width, Loss loss) {
        Vec above = loss.scoped(parameters, p -> loss.at(p.addScaled(width, direction)));
        Vec below = loss.scoped(parameters, p -> loss.at(p.addScaled(-width, direction)));
        return above.sub(below).mul(1 / (2 * width));
    }

    /**
     * ĝ, the mean of s(u)/u over several directions, divided element by element: an estimate of the gradient for
     * directions whose elements are independent, symmetric and bounded away from zero.
     */
    static Vec gradient(Vec parameters, int directions, double width, IntFunction<Vec> direction, Loss loss) {
        Vec sum = RunningSum.of(
                parameters.zeros(),
                directions,
                (partial, i) -> {
                    Vec u = direction.apply(i);
                    return partial.add(along(u, parameters, width, loss).div(u));
                },
                loss);
        return sum.mul(1.0 / directions);
    }
}
