package dev.descent.training.mechanisms;

import dev.descent.accounting.PrivacyEvent;

/** A Gaussian mechanism for Poisson samples, of which every step is an event of its own. */
interface SampledMechanism extends GaussianMechanism {
    /** What one release gives away at a noise multiplier. */
    PrivacyEvent event(Sampled sampled, double noiseMultiplier);

    @Override
    default PrivacyEvent event(BatchLaw law, double noiseMultiplier) {
        if (law instanceof Sampled sampled) {
            return event(sampled, noiseMultiplier);
        }
        throw new IllegalArgumentException("batches must be Poisson samples but are " + law);
    }
}
