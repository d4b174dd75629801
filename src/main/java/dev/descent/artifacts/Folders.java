package dev.descent.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders as a whole. */
final class Folders {
    private Folders() {}

    /** Deletes what is in a folder, save what has a known name. */
    static void deleteAllIn(Path folder, Predicate<String> known) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> found = Files.list(folder)) {
            found.filter(path -> !known.test(String.valueOf(path.getFileName())))
                    .forEach(Folders::delete);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
    }

    /** Deletes a folder and all in it, if it is there. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
