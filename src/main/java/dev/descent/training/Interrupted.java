package dev.descent.training;

/** What goes on beside the steps of a run was called off; it begins again when the run goes on. */
final class Interrupted extends RuntimeException {
    private final boolean isCancelled;

    private Interrupted(boolean isCancelled) {
        super(null, null, false, false);
        this.isCancelled = isCancelled;
    }

    /** @throws Interrupted if the run is to pause or to be cancelled */
    static void check(Observer.Signal signal) {
        if (signal == Observer.Signal.CANCEL || signal == Observer.Signal.PAUSE) {
            throw new Interrupted(signal == Observer.Signal.CANCEL);
        }
    }

    /** Whether for good. */
    boolean isCancelled() {
        return isCancelled;
    }
}
