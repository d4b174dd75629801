package dev.descent.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a stream from which nothing has come for too long, so that whoever reads it does not wait for ever. */
final class SilenceLimit implements AutoCloseable {
    private final InputStream body;
    private final long silence;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "silence");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long last = System.nanoTime();

    SilenceLimit(InputStream body, Duration silence) {
        this.body = body;
        this.silence = silence.toNanos();
        long step = Math.max(1, this.silence / 10);
        var unused = watch.scheduleWithFixedDelay(this::look, step, step, TimeUnit.NANOSECONDS);
    }

    /** Something came. */
    void heard() {
        last = System.nanoTime();
    }

    private void look() {
        if (System.nanoTime() - last >= silence) {
            try {
                body.close();
            } catch (IOException e) {
                // Then it is closed already.
                watch.shutdown();
            }
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
