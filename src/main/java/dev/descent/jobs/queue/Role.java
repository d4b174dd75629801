package dev.descent.jobs.queue;

/** What a process does for the service. */
public enum Role {
    /** Serves requests and trains. */
    ALL,
    /** Serves requests and trains nothing. */
    API,
    /** Trains, and serves nothing but its own health. */
    WORKER
}
