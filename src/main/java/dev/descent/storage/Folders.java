package dev.descent.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders as a whole. */
public final class Folders {
    private Folders() {}

    /** Deletes a folder and all in it, if nothing of it was changed since. */
    public static void deleteIfOlder(Path folder, Instant before) {
        if (isOlder(folder, before)) {
            delete(folder);
        }
    }

    private static boolean isOlder(Path folder, Instant before) {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.allMatch(path -> isFileOlder(path, before));
        } catch (IOException | UncheckedIOException e) {
            // Something in it has just gone.
            return false;
        }
    }

    /** Whether it is there and was not changed since. */
    public static boolean isFileOlder(Path file, Instant before) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes a folder and all in it, if it is there; another process may do the same. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
                    Files.deleteIfExists(left);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
