package dev.descent.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A file in a data directory that says that it holds copies, and nothing that is not kept elsewhere. Without it, files that
 * exist once would be taken for copies, and deleted to make room.
 */
public final class CopiesMark {
    private static final String NAME = "copies";
    private static final String TEXT =
            "What lies here under datasets, jobs and models are copies of what a bucket keeps.\n";
    /** Folders, and what names of kept files in them begin with. */
    private static final Map<String, String> KEPT = Map.of("datasets", "ds_", "jobs", "job_", "models", "model_");

    private CopiesMark() {}

    /**
     * Marks a directory.
     *
     * @throws StorageRefused if there are files that are no copies
     */
    public static void set(Path directory) {
        requireCopies(directory);
        if (isSet(directory)) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(NAME), TEXT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws StorageRefused if there are files that are no copies */
    public static void requireCopies(Path directory) {
        if (isSet(directory)) {
            return;
        }
        try {
            for (Map.Entry<String, String> kept : KEPT.entrySet()) {
                requireEmpty(directory.resolve(kept.getKey()), kept.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSet(Path directory) {
        return Files.exists(directory.resolve(NAME));
    }

    private static void requireEmpty(Path folder, String prefix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            if (files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith(prefix))) {
                throw new StorageRefused(
                        "The folder " + folder + " holds files of a service without a bucket, and nothing moves them.",
                        "Set another descent.data-dir, or descent.storage=directory.");
            }
        }
    }

    /** @throws StorageRefused if a directory holds copies */
    public static void requireNone(Path directory) {
        if (isSet(directory)) {
            throw new StorageRefused(
                    "The directory " + directory + " holds copies of what a bucket keeps.",
                    "Set another descent.data-dir, or descent.storage=s3.");
        }
    }
}
