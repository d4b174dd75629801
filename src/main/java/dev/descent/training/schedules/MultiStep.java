package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;
import java.util.List;

/**
 * The rate times γ at each of some milestones: η·γᵏ, where k milestones are not after step t.
 *
 * <p>Symbols: t the step from 0, after the warm-up; η the base rate. The step that is a milestone already uses the
 * smaller rate, as in PyTorch.
 */
@Strategy(
        type = "multi_step",
        title = "Decay at milestones",
        description = "The learning rate drops by a factor at each of the given places.")
public record MultiStep(
        @Option(value = "Where the rate drops, in rising order.", min = 0, max = 1e9, minSize = 1, maxSize = 100)
        List<Double> milestones,

        @Option("Whether milestones are steps, or fractions of all steps.")
        Unit unit,

        @Option(value = "γ, what the rate is multiplied by.", above = 0, max = 1)
        double gamma,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public MultiStep {
        Options.check(MultiStep.class, milestones, unit, gamma, warmup);
        milestones = List.copyOf(milestones);
        unit.check(milestones, "/milestones");
    }

    public MultiStep() {
        this(List.of(0.5, 0.75), Unit.FRACTION, 0.1, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> {
            long passed = milestones.stream()
                    .filter(place -> unit.step(place, total) <= t)
                    .count();
            return base * Math.pow(gamma, passed);
        });
    }
}
