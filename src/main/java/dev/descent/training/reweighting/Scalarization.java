package dev.descent.training.reweighting;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Groups;
import dev.descent.training.Reweighting;
import dev.descent.training.TrainingSet;
import dev.descent.training.Weighting;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Groups count as much as temperature sampling would draw them, by weights instead of draws.
 *
 * <pre>
 *   pₖ(τ) = nₖ^(1/τ) / Σⱼ nⱼ^(1/τ)
 *   wₖ = pₖ(τ) / pₖ(1)
 * </pre>
 *
 * <p>Symbols: nₖ the number of training examples in group k, τ the temperature. τ = 1 leaves all weights at one; with
 * τ → ∞ all groups count the same together, which 10⁶ is as good as. The mean of the weights over all examples is one. A
 * group without members weighs nothing. From a fraction of the run on another temperature may take over. Source: Li et
 * al., "Upsample or upweight? Balanced training on heavily imbalanced datasets", arXiv:2410.04579: the expected gradient
 * is the same as with temperature sampling, but its variance is greater where groups differ much in size, and training
 * by draws converges faster; lowering the temperature to 1 towards the end keeps small groups from being overfitted. Not,
 * therefore, for heavily imbalanced data with small batches: see the sampler {@code temperature}.
 */
@Strategy(
        type = "scalarization",
        title = "Scalarization",
        description = "Groups count as much as temperature sampling would draw them, by weights instead of draws.",
        paper = "arXiv:2410.04579")
public record Scalarization(
        @Option(value = "The column of the groups, of categories. Null: the class.", minSize = 1, maxSize = 200)
        @Nullable
        String group,

        @Option(value = "τ: 1 leaves groups as they are, 1000000 makes them count the same.", min = 1, max = 1e6)
        double tau,

        @Option(value = "The part of the run after which cooldown_tau takes over. Null: never.", min = 0, below = 1)
        @Nullable
        Double cooldownAt,

        @Option(value = "τ after the cool-down.", min = 1, max = 1e6)
        double cooldownTau)
        implements Reweighting {
    public Scalarization {
        Options.check(Scalarization.class, group, tau, cooldownAt, cooldownTau);
    }

    public Scalarization() {
        this(null, 5, null, 1);
    }

    @Override
    public Weighting over(TrainingSet set) {
        Groups groups = ClassBalanced.groups(set, group);
        float[] weights = weights(groups, tau);
        if (cooldownAt == null) {
            return new Weighting.Fixed(weights);
        }
        double end = cooldownAt;
        float[] cooled = weights(groups, cooldownTau);
        return (Weighting.OfExamples) progress -> progress < end ? weights : cooled;
    }

    private static float[] weights(Groups groups, double temperature) {
        return groups.weights(IntStream.of(groups.sizes())
                .mapToDouble(size -> size == 0 ? 0 : Math.pow(size, 1 / temperature - 1))
                .toArray());
    }
}
