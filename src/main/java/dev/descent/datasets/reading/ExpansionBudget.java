package dev.descent.datasets.reading;

import dev.descent.datasets.Limits;

/** Stops a compressed file that expands too far. Counts what was really read, not what the archive claims. */
final class ExpansionBudget {
    /** Below this, any ratio is harmless. */
    private static final long FREE_BYTES = 64L << 20;

    private final long compressed;
    private final Limits limits;
    private long expanded;

    ExpansionBudget(long compressed, Limits limits) {
        this.compressed = Math.max(compressed, 1);
        this.limits = limits;
    }

    /** @throws dev.descent.datasets.InvalidDataset if these bytes are too many */
    void spend(long bytes) {
        expanded += bytes;
        if (expanded > limits.expandedSize().toBytes()) {
            throw Faults.one(
                    "/file",
                    "too_large",
                    "the file expands to more than the allowed "
                            + limits.expandedSize().toBytes() + " bytes");
        }
        if (expanded > FREE_BYTES && expanded / compressed > limits.expansionRatio()) {
            throw Faults.one(
                    "/file",
                    "expands_too_far",
                    "the file of " + compressed + " bytes expands to more than " + limits.expansionRatio()
                            + " times its size");
        }
    }
}
