package dev.descent.webhooks;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt to send came to.
 *
 * @param status of the answer; null if there was none
 * @param error why it failed; null if it did not
 */
record Outcome(@Nullable Integer status, @Nullable String error) {
    private static final int GONE = 410;

    static Outcome answered(int status) {
        return new Outcome(status, status / 100 == 2 ? null : "the receiver answered " + status);
    }

    static Outcome failed(String error) {
        return new Outcome(null, error);
    }

    boolean arrived() {
        return error == null;
    }

    /** The receiver wants nothing any more. */
    boolean gone() {
        return status != null && status == GONE;
    }
}
