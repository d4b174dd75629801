package dev.descent.artifacts;

import dev.descent.storage.ArtifactStore;
import dev.descent.storage.CorruptFile;
import dev.descent.storage.DirectoryStore;
import dev.descent.storage.Listing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store with all files in memory, and copies of them in a directory, with which something may be wrong. */
final class Copies implements ArtifactStore {
    private final ArtifactStore directory = new DirectoryStore();
    private final Map<Path, byte[]> kept = new HashMap<>();
    /** The next answer is not what was kept. */
    boolean answersBadly;

    private @Nullable Path unreadable;
    int fetchedAgain;

    /** What lies there cannot be read, whatever is done. */
    void fail(Path folder) {
        unreadable = folder;
    }

    @Override
    public void keep(List<Path> files) {
        for (Path file : files) {
            try {
                kept.put(file, Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean fetch(Path file) {
        // Gone a moment later, as far as its reader is concerned.
        return !answersBadly ? kept.containsKey(file) : load(file);
    }

    @Override
    public boolean fetchAgain(Path file) {
        fetchedAgain++;
        return load(file);
    }

    private boolean load(Path file) {
        if (answersBadly) {
            answersBadly = false;
            throw new CorruptFile("not what was stored");
        }
        byte[] content = kept.get(file);
        if (content == null) {
            return false;
        }
        try {
            Files.deleteIfExists(file);
            if (file.startsWith(unreadable == null ? file.resolve("none") : unreadable)) {
                // To read a directory is an error of the disk, like others.
                Files.createDirectory(file);
            } else {
                Path part = Files.write(file.resolveSibling("part"), content);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(Path file) {
        kept.remove(file);
        directory.delete(file);
    }

    @Override
    public void deleteAll(Path folder) {
        kept.keySet().removeIf(file -> file.startsWith(folder));
        directory.deleteAll(folder);
    }

    @Override
    public List<String> names(Path folder) {
        return kept.keySet().stream()
                .filter(file -> folder.equals(file.getParent()))
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
    }

    @Override
    public Listing list(Path folder, String prefix) {
        return directory.list(folder, prefix);
    }

    @Override
    public Optional<Listing> listCopies(Path folder, String prefix) {
        return Optional.empty();
    }
}
