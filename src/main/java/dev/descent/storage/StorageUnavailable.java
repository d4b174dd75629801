package dev.descent.storage;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The store of artifacts cannot be reached, or does not let us in; what was asked for may work later. */
public final class StorageUnavailable extends UncheckedIOException {
    /** What people can do. */
    public static final String REMEDY =
            "See whether the service runs, whether descent.s3.endpoint, .region and .bucket are right,"
                    + " and whether the login may get, put, delete and list objects.";

    public StorageUnavailable(String message, Throwable cause) {
        super(message, new IOException(message, cause));
    }

    public StorageUnavailable(String message) {
        super(message, new IOException(message));
    }

    /** Whether this is why something failed. */
    public static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageUnavailable) {
                return true;
            }
        }
        return false;
    }
}
