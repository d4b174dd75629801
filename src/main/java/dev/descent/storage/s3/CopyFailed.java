package dev.descent.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;

/** This machine's disk failed while an object was written to it. */
final class CopyFailed extends UncheckedIOException {
    private final long bytes;

    CopyFailed(String message, IOException cause, long bytes) {
        super(message, cause);
        this.bytes = bytes;
    }

    /** The size of the object. */
    long bytes() {
        return bytes;
    }
}
