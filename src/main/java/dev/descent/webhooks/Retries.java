package dev.descent.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a message is sent again that did not arrive. */
final class Retries {
    /**
     * What is waited after each failed attempt, growing about threefold: seconds for a receiver that restarts, minutes for
     * one that is being deployed, hours for one whose people must be woken, and in all some 70 hours, so that a failure
     * on a Friday evening is still mended on Monday morning. Eleven attempts in all.
     */
    static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(20),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofHours(24),
            Duration.ofHours(24));

    /** Delays are stretched at random by up to so much, lest all that failed together come back together. */
    static final double JITTER = 0.2;

    private final RandomGenerator random;

    Retries(RandomGenerator random) {
        this.random = random;
    }

    /**
     * How long to wait after the failure of an attempt; empty if it was the last.
     *
     * @param attempt from 1
     */
    Optional<Duration> after(int attempt) {
        if (attempt > DELAYS.size()) {
            return Optional.empty();
        }
        long millis = DELAYS.get(attempt - 1).toMillis();
        return Optional.of(Duration.ofMillis((long) (millis * (1 + JITTER * random.nextDouble()))));
    }
}
