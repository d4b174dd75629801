package dev.descent.training.schedules;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Schedule;

/**
 * Gains of stochastic approximation: η·(1 + t/b)^−γ, which is a·(b + t)^−γ for a = ηb^γ.
 *
 * <p>Symbols: t the step from 0, after the warm-up; η the base rate, which the first step uses; b the offset; γ the
 * exponent. For ½ &lt; γ ≤ 1 the rates sum to infinity and their squares do not, the conditions of Robbins and Monro under
 * which noise averages out; the step sizes of stochastic gradient Langevin dynamics. Sources: Robbins and Monro, "A
 * stochastic approximation method", 1951; Welling and Teh, "Bayesian learning via stochastic gradient Langevin
 * dynamics", ICML 2011.
 */
@Strategy(
        type = "robbins_monro",
        title = "Robbins-Monro gains",
        description = "A power of the step, as theory asks of stochastic approximation and Langevin dynamics.")
public record RobbinsMonro(
        @Option(value = "γ, the exponent; theory asks for more than 0.5.", above = 0, max = 1)
        double exponent,

        @Option(value = "b, the steps before the rate begins to fall in earnest.", above = 0, max = 1e9)
        double offset,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements Schedule {
    public RobbinsMonro {
        Options.check(RobbinsMonro.class, exponent, offset, warmup);
    }

    public RobbinsMonro() {
        this(0.55, 1, new Warmup());
    }

    @Override
    public double rate(long step, long steps, double base) {
        return warmup.rate(step, steps, (t, total) -> base * Math.pow(1 + t / offset, -exponent));
    }
}
