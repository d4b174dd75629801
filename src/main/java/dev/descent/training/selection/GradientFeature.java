package dev.descent.training.selection;

import dev.descent.training.Sweep;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.Optional;

/** What stands for an example when its gradient is compared with others. */
public enum GradientFeature {
    /**
     * The step that Adam would take with the gradient g alone, without correction of its bias, as the authors of LESS
     * do: (β₁m + (1 − β₁)g) / √(β₂v + (1 − β₂)g² + ε).
     */
    ADAM,
    /** g itself. */
    SGD,
    /** sign(g). */
    SIGN;

    /** Makes the features of some examples, {@code [n·P]}, of their gradients. */
    @FunctionalInterface
    public interface Maker {
        Vec of(Vec gradients, int examples);
    }

    /** @param moments needed by {@link #ADAM} */
    public Maker with(Optional<Sweep.Moments> moments) {
        return switch (this) {
            case ADAM -> adam(moments.orElseThrow());
            case SGD -> (gradients, examples) -> gradients;
            case SIGN -> (gradients, examples) -> gradients.sign();
        };
    }

    private static Maker adam(Sweep.Moments moments) {
        double beta1 = moments.law().beta1();
        double beta2 = moments.law().beta2();
        Vec mean = moments.m().mul(beta1);
        Vec square = moments.v().mul(beta2).add(moments.law().epsilon());
        Vec one = mean.slice(0, 1).zeros().add(1);
        return (gradients, examples) -> {
            // A column of ones times a row repeats the row.
            Vec ones = one.spread(new Segments(List.of(new Segments.Run(1, examples))));
            return ones.matMul(mean, 1)
                    .addScaled(1 - beta1, gradients)
                    .div(ones.matMul(square, 1)
                            .addScaled(1 - beta2, gradients.square())
                            .sqrt());
        };
    }
}
