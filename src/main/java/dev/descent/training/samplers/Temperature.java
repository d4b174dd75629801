package dev.descent.training.samplers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws a group by its tempered size, and then one of its examples uniformly, both with replacement.
 *
 * <pre>
 *   p_k(τ) = n_k^(1/τ) / Σⱼ nⱼ^(1/τ)
 * </pre>
 *
 * <p>Symbols: n_k the number of examples of group k, τ the temperature. At τ = 1 groups come as often as they are in the
 * data, for τ → ∞ all alike; a group without members never comes. What is minimized is Σ_k p_k(τ) L_k, the same as with
 * weights p_k(τ)/p_k(1) on losses of uniform draws, but with gradients that vary less. From {@code cooldown_at} of the run
 * on the temperature is {@code cooldown_tau}, so that a small group is learned early and not learned by heart. There is
 * one switch: finer schedules of τ were no better in the source. Not for groups whose sizes say what matters. Source: Li et
 * al., "Upsample or upweight? Balanced training on heavily imbalanced datasets", arXiv:2410.04579.
 */
@Strategy(
        type = "temperature",
        title = "Temperature sampling",
        description = "Draws groups by their tempered sizes, so that small groups come more often; may cool down late.",
        paper = "arXiv:2410.04579")
public record Temperature(
        @Unwrapped Batching batching,
        @Unwrapped Grouping grouping,

        @Option(
                value = "τ, the temperature: 1 draws groups by their sizes, large values all alike.",
                min = 1,
                max = 1000)
        double tau,

        @Option(
                value = "The part of the run after which the temperature is cooldown_tau. Null: never.",
                min = 0,
                max = 1)
        @Nullable
        Double cooldownAt,

        @Option(value = "τ after the switch.", min = 1, max = 1000)
        double cooldownTau)
        implements Sampler {
    public Temperature {
        Options.check(Temperature.class, batching, grouping, tau, cooldownAt, cooldownTau);
    }

    public Temperature(
            int batchSize, @Nullable String group, double tau, @Nullable Double cooldownAt, double cooldownTau) {
        this(new Batching(batchSize), new Grouping(group), tau, cooldownAt, cooldownTau);
    }

    public Temperature() {
        this(new Batching(), new Grouping(), 5, null, 1);
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        int[][] members = grouping.of(set).members();
        Categorical early = groups(members, tau);
        Categorical late = groups(members, cooldownTau);
        return turn -> {
            Draws draws = randomness.draws(Randomness.Purpose.ORDER, turn.step(), 0);
            Categorical law = cooldownAt != null && turn.progress() >= cooldownAt ? late : early;
            int[] rows = new int[turn.size()];
            for (int i = 0; i < rows.length; i++) {
                int[] group = members[law.draw(draws)];
                rows[i] = group[draws.below(group.length)];
            }
            return new Draw(rows);
        };
    }

    private static Categorical groups(int[][] members, double tau) {
        return new Categorical(IntStream.range(0, members.length)
                .mapToDouble(k -> members[k].length == 0 ? 0 : StrictMath.pow(members[k].length, 1 / tau))
                .toArray());
    }
}
