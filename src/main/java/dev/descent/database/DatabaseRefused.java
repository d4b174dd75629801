package dev.descent.database;

import org.jspecify.annotations.Nullable;

/** Thrown when the embedded database cannot be started; says why and what to do. */
public class DatabaseRefused extends RuntimeException {
    private final String remedy;

    DatabaseRefused(String reason, String remedy, @Nullable Throwable cause) {
        super(reason, cause);
        this.remedy = remedy;
    }

    DatabaseRefused(String reason, String remedy) {
        this(reason, remedy, null);
    }

    public String remedy() {
        return remedy;
    }
}
