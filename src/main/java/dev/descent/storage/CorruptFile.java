package dev.descent.storage;

/** Thrown when a file is not what was once written. */
public class CorruptFile extends RuntimeException {
    public CorruptFile(String message) {
        super(message);
    }

    public CorruptFile(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether this is why something failed. */
    public static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CorruptFile) {
                return true;
            }
        }
        return false;
    }
}
