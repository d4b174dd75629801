package dev.descent.storage;

import java.time.Instant;
import java.util.List;

/**
 * A file in a folder that is listed, or a folder in it with all the files below.
 *
 * @param changed when the last change of anything in it was made
 * @param files of a folder, by their names in it, such as {@code checkpoints/step-9-1.safetensors}
 */
public record Entry(String name, Instant changed, List<StoredFile> files) {
    /** Whether nothing of it was changed since. */
    public boolean isOlder(Instant before) {
        return changed.isBefore(before);
    }

    /** A file below a folder. */
    public record StoredFile(String name, Instant changed) {
        /** Whether it was not changed since. */
        public boolean isOlder(Instant before) {
            return changed.isBefore(before);
        }
    }
}
