package dev.descent.jobs;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a job is in its life. */
public enum JobState {
    QUEUED,
    RUNNING,
    /** Runs until its whole state is kept. */
    PAUSING,
    PAUSED,
    /** Runs until its worker has noticed. */
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Nothing follows. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    /** A worker holds the job. */
    public boolean isActive() {
        return this == RUNNING || this == PAUSING || this == CANCELLING;
    }

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static JobState ofWire(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
