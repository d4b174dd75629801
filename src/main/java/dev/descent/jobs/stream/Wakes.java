package dev.descent.jobs.stream;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs a task once for any number of wakes that come while it waits to run, and again for those that come later. */
final class Wakes {
    private final Executor executor;
    private final Runnable task;
    private final AtomicInteger pending = new AtomicInteger();

    Wakes(Executor executor, Runnable task) {
        this.executor = executor;
        this.task = task;
    }

    void wake() {
        if (pending.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        int seen = pending.get();
        try {
            task.run();
        } finally {
            if (pending.addAndGet(-seen) > 0) {
                executor.execute(this::run);
            }
        }
    }
}
