package dev.descent.artifacts;

/** Thrown when a file is not what was once written. */
public class CorruptFile extends RuntimeException {
    public CorruptFile(String message) {
        super(message);
    }

    public CorruptFile(String message, Throwable cause) {
        super(message, cause);
    }
}
