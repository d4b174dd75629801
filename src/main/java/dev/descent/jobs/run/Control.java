package dev.descent.jobs.run;

import dev.descent.training.Observer.Signal;

/** What a running job is wished to do. Whatever wish is stronger wins: cancel over pause over going on. */
public final class Control {
    private volatile Signal signal = Signal.CONTINUE;
    private volatile boolean lost;
    private volatile boolean ending;

    /** What the training thread should do before its next step. */
    public Signal signal() {
        return signal;
    }

    /** Keep the whole state and let go. */
    public synchronized void pause() {
        if (signal != Signal.CANCEL) {
            signal = Signal.PAUSE;
        }
    }

    /** The same, and soon: the process ends. */
    public void end() {
        ending = true;
        pause();
    }

    public boolean isEnding() {
        return ending;
    }

    public synchronized void cancel() {
        signal = Signal.CANCEL;
    }

    /** The job belongs to somebody else now: stop and write nothing. */
    public synchronized void lose() {
        lost = true;
        signal = Signal.CANCEL;
    }

    public boolean isLost() {
        return lost;
    }
}
