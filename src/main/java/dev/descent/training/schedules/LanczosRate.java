package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.CurvatureRule.Curvature;
import dev.descent.training.MeasuredSchedule;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;

/**
 * The rate from the greatest eigenvalue of the Hessian of a batch: min(c/λ, kη).
 *
 * <p>Symbols: λ the greatest Ritz value of {@link Lanczos} from a random start vector, measured before step 0 and every
 * so many steps, on the batch of the coming step; c the multiple; η the base rate; k the greatest factor. Gradient
 * descent on a quadratic converges below c = 2. Where λ is not positive the rate stays as it was, and before the first
 * positive λ it is η. A measurement costs about as much as twice its iterations in gradients, and holds two vectors
 * {@code [P]} an iteration. Source: Granziol, Zohren and Roberts, "Learning rates as a function of batch size", JMLR
 * 2022, arXiv:2006.09092. For plain SGD: rules that scale the gradient have other limits.
 */
@Strategy(
        type = "lanczos",
        title = "Rate from the largest curvature",
        description =
                "Measures the largest eigenvalue of a batch's Hessian and makes the learning rate a multiple of its inverse.",
        paper = "arXiv:2006.09092",
        experimental = "How exactly the authors turn Ritz values into a rate and a momentum is not known to us; "
                + "the momentum is left alone.")
public record LanczosRate(
        @Option(
                value = "c: the rate is this multiple of 1/λ; 2 is the limit of stability on a quadratic.",
                above = 0,
                max = 2)
        double multiple,

        @Option(value = "Hessian-vector products in each measurement.", min = 1, max = 100)
        int iterations,

        @Option(value = "Steps from one measurement to the next.", min = 1, max = 1e9)
        long everySteps,

        @Option(value = "k, the greatest rate as a multiple of the base rate.", above = 0, max = 1e6)
        double maxFactor,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements MeasuredSchedule {
    public LanczosRate {
        Options.check(LanczosRate.class, multiple, iterations, everySteps, maxFactor, warmup);
    }

    public LanczosRate() {
        this(1, 20, 100, 100, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> base);
    }

    @Override
    public boolean measures(long step) {
        return step % everySteps == 0;
    }

    @Override
    public int workingVectors() {
        return Lanczos.workingVectors(iterations);
    }

    @Override
    public Reaction measured(Reaction before, Curvature curvature, double base, StepContext context) {
        Vec start = context.noise().normal(context.step(), 0, context.layout().size());
        double curved = Lanczos.tridiagonal(curvature, start, iterations).greatest();
        if (!(curved > 0) || Double.isInfinite(curved)) {
            return before;
        }
        double factor = Math.min(maxFactor, multiple / (curved * base));
        return new Reaction(factor, before.best(), before.stale(), before.cooldown());
    }
}
