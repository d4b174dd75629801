package dev.descent.training.search;

import dev.descent.training.SearchRule.Loss;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Vec;
import java.util.function.UnaryOperator;

/**
 * Particles in one vector, one after another.
 *
 * <p>Before the first step they are that many copies of θ₀, and are scattered wherever they are asked for, so that they
 * are not in memory twice.
 *
 * @param spread their standard deviation then
 */
record Swarm(State state, int particles, double spread, Loss loss, StepContext context) {
    static final String X = "x";

    Vec at(int particle) {
        return isScattered() ? own(particle) : from(particle, x -> x);
    }

    /** What {@code work} makes of a particle; all else that it makes is freed. */
    Vec from(int particle, UnaryOperator<Vec> work) {
        return loss.scoped(own(particle), x -> work.apply(isScattered() ? x : scattered(x, particle)));
    }

    private boolean isScattered() {
        return state.steps() > 0;
    }

    private Vec own(int particle) {
        Vec all = state.get(X);
        long size = all.size() / particles;
        return all.slice(particle * size, (particle + 1) * size);
    }

    private Vec scattered(Vec x, int particle) {
        return x.addScaled(spread, context.noise().normal(context.step(), particles + particle, x.size()));
    }
}
