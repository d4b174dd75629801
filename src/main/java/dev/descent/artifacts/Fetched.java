package dev.descent.artifacts;

import dev.descent.storage.ArtifactStore;
import dev.descent.storage.CorruptFile;
import dev.descent.storage.StorageUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Reads files that are kept: where the copy here is damaged, or cannot be read, from another, if there is one. */
final class Fetched {
    private Fetched() {}

    /** Opens or reads a file. */
    @FunctionalInterface
    interface Reading<T> {
        /** @throws CorruptFile if it is not what was written */
        T of(Path file) throws IOException;
    }

    /**
     * @param what is read, for people
     * @throws CorruptFile if the file is gone, or damaged wherever it is
     * @throws UncheckedIOException if this machine cannot read it, which says nothing about what is kept
     */
    static <T> T read(ArtifactStore store, Path file, String what, Reading<T> reading) {
        try {
            if (!store.fetch(file)) {
                throw new CorruptFile(what + " is gone");
            }
            return once(file, what, reading);
        } catch (StorageUnavailable e) {
            throw e;
        } catch (CorruptFile | UncheckedIOException e) {
            if (!store.fetchAgain(file)) {
                throw e;
            }
            return once(file, what, reading);
        }
    }

    private static <T> T once(Path file, String what, Reading<T> reading) {
        try {
            return reading.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(what + " cannot be read", e);
        }
    }
}
