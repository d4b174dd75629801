package dev.descent.api.access;

import java.time.Instant;

/**
 * Lets so many requests a second through, and as many at once as come in one second.
 *
 * <p>Not safe for several threads.
 */
final class TokenBucket {
    private final double perSecond;
    private double tokens;
    private Instant at;

    TokenBucket(double perSecond, Instant now) {
        this.perSecond = perSecond;
        this.tokens = capacity();
        this.at = now;
    }

    /** Less than one request a second lets one through at a time. */
    private double capacity() {
        return Math.max(1, perSecond);
    }

    double perSecond() {
        return perSecond;
    }

    /** 0 if this request may pass, else after how many seconds one may. */
    double secondsToWait(Instant now) {
        double passed = Math.max(0, (now.toEpochMilli() - at.toEpochMilli()) / 1e3);
        tokens = Math.min(capacity(), tokens + passed * perSecond);
        at = now;
        if (tokens >= 1) {
            tokens--;
            return 0;
        }
        return (1 - tokens) / perSecond;
    }
}
