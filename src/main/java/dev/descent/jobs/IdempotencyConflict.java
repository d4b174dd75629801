package dev.descent.jobs;

/** Thrown when an idempotency key comes back with another spec. */
public class IdempotencyConflict extends RuntimeException {
    public IdempotencyConflict(String key) {
        super("the idempotency key \"" + key + "\" was used for another spec");
    }
}
