package dev.descent.training.reweighting;

import dev.descent.spec.InvalidOptions;
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
 * Examples of rare groups count more.
 *
 * <pre>
 *   wₖ ∝ 1/nₖ                        inverse frequency
 *   wₖ ∝ (1 − β)/(1 − β^nₖ)          effective number
 *   (1/N) Σᵢ w_k(i) = 1
 * </pre>
 *
 * <p>Symbols: nₖ the number of training examples in group k, N that of all, k(i) the group of example i, β on [0, 1).
 * With 1/nₖ all groups count the same together. The effective number of examples, (1 − β^n)/(1 − β), grows more slowly
 * than n, because examples overlap: β = 0 leaves all weights at one, β → 1 is the inverse frequency. A group without
 * members weighs nothing and changes nothing. Source: Cui et al., "Class-balanced loss based on effective number of
 * samples", arXiv:1901.05555, who use β between 0.9 and 0.9999 and let the weights of the classes sum to the number of
 * classes; here their mean over the examples is one. The mean over a batch is one in expectation only. Not where groups
 * have a handful of examples each: their weights are so large that single gradients carry the step.
 */
@Strategy(
        type = "class_balanced",
        title = "Class-balanced weights",
        description = "Examples of rare classes, or of rare groups, count more.",
        paper = "arXiv:1901.05555")
public record ClassBalanced(
        @Option(value = "The column of the groups, of categories. Null: the class.", minSize = 1, maxSize = 200)
        @Nullable
        String group,

        @Option("How weights follow from the sizes of groups.")
        Scheme scheme,

        @Option(value = "β, for the effective number: how much examples of a group differ.", min = 0, below = 1)
        double beta)
        implements Reweighting {
    /** How the weight of a group follows from its size. */
    public enum Scheme {
        /** 1/nₖ. */
        INVERSE_FREQUENCY,
        /** (1 − β)/(1 − β^nₖ). */
        EFFECTIVE_NUMBER
    }

    public ClassBalanced {
        Options.check(ClassBalanced.class, group, scheme, beta);
    }

    public ClassBalanced() {
        this(null, Scheme.EFFECTIVE_NUMBER, 0.999);
    }

    @Override
    public Weighting over(TrainingSet set) {
        Groups groups = groups(set, group);
        return new Weighting.Fixed(groups.weights(
                IntStream.of(groups.sizes()).mapToDouble(this::weight).toArray()));
    }

    /** @throws InvalidOptions at {@code /group} */
    static Groups groups(TrainingSet set, @Nullable String group) {
        try {
            return set.groups(group);
        } catch (InvalidOptions e) {
            throw e.under("/group");
        }
    }

    private double weight(int size) {
        if (size == 0) {
            return 0;
        }
        return switch (scheme) {
            case INVERSE_FREQUENCY -> 1.0 / size;
            // 1 − βⁿ, without the cancellation where β is close to 1.
            case EFFECTIVE_NUMBER -> (1 - beta) / -Math.expm1(size * Math.log(beta));
        };
    }
}
