package dev.descent.storage.s3;

import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Whether a service leaves those who ask waiting. If so, not all of them wait: one in some seconds does, to see. */
final class Silence {
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final AtomicLong next = new AtomicLong();
    private volatile boolean silent;

    boolean mayAsk() {
        if (!silent) {
            return true;
        }
        long now = System.nanoTime();
        long at = next.get();
        return now - at >= 0 && next.compareAndSet(at, now + BETWEEN.toNanos());
    }

    void answered() {
        silent = false;
    }

    /** A request has failed. */
    void failed(Throwable failure) {
        if (isBehind(failure)) {
            next.set(System.nanoTime() + BETWEEN.toNanos());
            silent = true;
        }
    }

    /** Whether it took a wait to fail, and not a word from the other side. */
    private static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException
                    || cause instanceof ApiCallTimeoutException
                    || cause instanceof ApiCallAttemptTimeoutException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }
}
