package dev.descent.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The data directory itself, on a disk that all processes share: a file is kept where it was written. */
public final class DirectoryStore implements ArtifactStore {
    @Override
    public void keep(List<Path> files) {
        // They are.
    }

    @Override
    public boolean fetch(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // What the disk does not tell is not gone.
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    @Override
    public boolean fetchAgain(Path file) {
        return false;
    }

    @Override
    public void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    @Override
    public void deleteAll(Path folder) {
        Folders.delete(folder);
    }

    @Override
    public List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folder, e);
        }
    }

    @Override
    public Listing list(Path folder, String prefix) {
        return new DirectoryListing(folder, prefix);
    }

    @Override
    public Optional<Listing> listCopies(Path folder, String prefix) {
        return Optional.empty();
    }
}
