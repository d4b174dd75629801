package dev.descent.training.mechanisms;

import dev.descent.accounting.PrivacyEvent;
import dev.descent.training.PrivateMechanism;

/** A private mechanism whose every release is a query with normal noise, of the same noise multiplier in every step. */
interface GaussianMechanism extends PrivateMechanism {
    PrivacyOptions privacy();

    /** The same with other options of privacy. */
    GaussianMechanism with(PrivacyOptions options);

    /** What one event is at a noise multiplier. */
    PrivacyEvent event(BatchLaw law, double noiseMultiplier);

    @Override
    default PrivateMechanism effective(BatchLaw law, long steps) {
        long each = stepsPerEvent(steps);
        long events = (steps + each - 1) / each;
        return with(privacy().with(privacy().chosenNoiseMultiplier(noise -> event(law, noise), events)));
    }

    @Override
    default PrivacyEvent event(BatchLaw law) {
        return event(law, privacy().requiredNoiseMultiplier());
    }

    @Override
    default double delta() {
        return privacy().delta();
    }

    @Override
    default int microBatchSize() {
        return privacy().microBatchSize();
    }

    @Override
    default boolean labelsUnprotectedMetrics() {
        return privacy().labelsUnprotectedMetrics();
    }
}
