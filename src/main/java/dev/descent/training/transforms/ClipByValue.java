package dev.descent.training.transforms;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/** Limits each coordinate of the gradient to [−τ, τ]: gᵢ ← sign(gᵢ)·min(|gᵢ|, τ). It changes the gradient's direction. */
@Strategy(
        type = "clip_by_value",
        title = "Clip by value",
        description = "Limits each coordinate of the gradient to a bound on both sides.")
public record ClipByValue(
        @Option(value = "τ, the greatest absolute value.", above = 0)
        double maxValue) implements GradientTransform {
    public ClipByValue {
        Options.check(ClipByValue.class, maxValue);
    }

    public ClipByValue() {
        this(1);
    }

    @Override
    public Transformed apply(Vec gradient, State state, StepContext context) {
        return new Transformed(gradient.clamp(-maxValue, maxValue), state);
    }
}
