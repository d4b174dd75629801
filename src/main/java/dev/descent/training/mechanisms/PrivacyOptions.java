package dev.descent.training.mechanisms;

import dev.descent.accounting.Accountant;
import dev.descent.accounting.Calibration;
import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.UnreachableTarget;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** How much a private mechanism may give away, and what it shows; the same for all of them. */
public record PrivacyOptions(
        @Option(
                value = "σ, the standard deviation of the noise over how far one example moves what gets it. "
                        + "Null: the least that keeps to epsilon.",
                min = 1e-15,
                max = 1e6)
        @Nullable
        Double noiseMultiplier,

        @Option(
                value = "ε, how much the whole job may give away. Null: what the noise multiplier makes of it.",
                above = 0,
                max = 1e4)
        @Nullable
        Double epsilon,

        @Option(
                value = "δ, the probability that ε does not hold; much less than one over the number of examples.",
                above = 0,
                below = 1)
        double delta,

        @Option(value = "Examples that go through the network at once.", min = 1, max = 1_000_000)
        int microBatchSize,

        @Option("Whether losses and accuracies on private data are shown, which nothing protects, "
                + "with unprotected_ before their names.")
        boolean labelsUnprotectedMetrics) {
    private static final Accountant ACCOUNTANT = new PldAccountant();

    public PrivacyOptions {
        Options.check(PrivacyOptions.class, noiseMultiplier, epsilon, delta, microBatchSize, labelsUnprotectedMetrics);
    }

    public PrivacyOptions() {
        this(null, null, 1e-5, 1024, false);
    }

    /** The same with a noise multiplier. */
    PrivacyOptions with(double multiplier) {
        return new PrivacyOptions(multiplier, epsilon, delta, microBatchSize, labelsUnprotectedMetrics);
    }

    double requiredNoiseMultiplier() {
        if (noiseMultiplier == null) {
            throw new IllegalStateException("the noise multiplier is worked out before training");
        }
        return noiseMultiplier;
    }

    /**
     * The noise multiplier, given or worked out.
     *
     * @param event what is given away at once at a noise multiplier
     * @param times how often
     * @throws InvalidOptions if it cannot be worked out, or costs more than ε
     */
    double chosenNoiseMultiplier(DoubleFunction<PrivacyEvent> event, long times) {
        if (noiseMultiplier == null) {
            return calibrated(event, times);
        }
        if (epsilon != null) {
            double spent = ACCOUNTANT.epsilon(event.apply(noiseMultiplier).times(times), delta);
            if (spent > epsilon) {
                throw new InvalidOptions(
                        "/noise_multiplier",
                        "conflict",
                        "costs an epsilon of " + spent + (times == 1 ? "" : " in " + times + " steps") + " at delta "
                                + delta + ", which is more than " + epsilon);
            }
        }
        return noiseMultiplier;
    }

    private double calibrated(DoubleFunction<PrivacyEvent> event, long times) {
        if (epsilon == null) {
            throw new InvalidOptions("", "incomplete", "needs epsilon, noise_multiplier, or both");
        }
        try {
            return new Calibration(ACCOUNTANT, epsilon, delta)
                    .noiseMultiplier(multiplier -> event.apply(multiplier).times(times));
        } catch (UnreachableTarget e) {
            throw new InvalidOptions("/epsilon", "unreachable", "cannot be kept: " + e.getMessage());
        }
    }
}
