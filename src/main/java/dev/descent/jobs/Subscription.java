package dev.descent.jobs;

import java.util.List;

/** A wish to be told of a job's events, until it is closed. */
public interface Subscription extends AutoCloseable {
    /** Whoever is told. Calls come one at a time, from threads that may be blocked for a while. */
    interface Listener {
        /** Events that follow those of the last call without a gap; an exception ends the subscription. */
        void events(List<Event> events) throws Exception;

        /** The last event of a finished or deleted job was delivered; nothing follows. */
        void ended();
    }

    /** No call starts after this; it may be called from the listener. */
    @Override
    void close();
}
