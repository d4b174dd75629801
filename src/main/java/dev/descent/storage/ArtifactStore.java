package dev.descent.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where data sets, models, checkpoints and records are kept, each a file with a place below the data directory.
 *
 * <p>Who makes a file writes it to its place, all of it at once, and then has it {@linkplain #keep kept}: from then on it
 * outlives this machine, and every process can {@linkplain #fetch fetch} it to the same place. What lies at a place never
 * changes; it can only be deleted.
 *
 * <p>All methods throw {@link StorageUnavailable} if the store cannot be reached, and {@link java.io.UncheckedIOException}
 * if the data directory fails.
 */
public interface ArtifactStore {
    /** Makes files of this process ones that all can fetch. When this returns they are kept. */
    void keep(List<Path> files);

    /** The same for one. */
    default void keep(Path file) {
        keep(List.of(file));
    }

    /**
     * Sees to it that a file that is kept is at its place, to be opened soon: a copy that nobody uses may go after some
     * minutes. Who has it open can go on reading.
     *
     * @return whether there is such a file
     * @throws CorruptFile if what is kept is not what was
     */
    boolean fetch(Path file);

    /**
     * Replaces the file at its place, which is damaged.
     *
     * @return whether there was another copy
     * @throws CorruptFile if that is damaged as well
     */
    boolean fetchAgain(Path file);

    /** Deletes a file, if it is there. */
    void delete(Path file);

    /** Deletes a folder and all in it, if it is there. */
    void deleteAll(Path folder);

    /** The names of the files that are kept in a folder. */
    List<String> names(Path folder);

    /**
     * What is kept in a folder, some at a time.
     *
     * @param prefix of the names that are looked for
     */
    Listing list(Path folder, String prefix);

    /** What lies in the folder on this machine alone, as copies of what is kept; empty if the store is the folder itself. */
    Optional<Listing> listCopies(Path folder, String prefix);
}
