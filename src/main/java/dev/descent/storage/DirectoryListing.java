package dev.descent.storage;

import dev.descent.storage.Entry.StoredFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder of a disk. */
public final class DirectoryListing implements Listing {
    private final Path folder;
    private final String prefix;
    private @Nullable DirectoryStream<Path> open;
    private @Nullable Iterator<Path> rest;

    /** @param prefix of the names that are looked for */
    public DirectoryListing(Path folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    @Override
    public List<Entry> next(int most) {
        List<Entry> entries = new ArrayList<>();
        try {
            Iterator<Path> left = rest();
            while (entries.size() < most && left.hasNext()) {
                Path path = left.next();
                if (name(path).startsWith(prefix)) {
                    entry(path).ifPresent(entries::add);
                }
            }
            if (entries.size() < most) {
                close();
            }
            return entries;
        } catch (IOException e) {
            throw failed(e);
        } catch (DirectoryIteratorException e) {
            throw failed(new IOException(e));
        }
    }

    /** Empty if it, or something in it, has just gone. */
    private static Optional<Entry> entry(Path path) {
        try (Stream<Path> walk = Files.walk(path)) {
            List<Path> all = walk.toList();
            Instant changed = Instant.MIN;
            List<StoredFile> files = new ArrayList<>();
            for (Path found : all) {
                Instant at = Files.getLastModifiedTime(found).toInstant();
                changed = at.isAfter(changed) ? at : changed;
                if (!found.equals(path) && Files.isRegularFile(found)) {
                    files.add(new StoredFile(nameIn(path, found), at));
                }
            }
            return Optional.of(new Entry(name(path), changed, files));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static String nameIn(Path folder, Path file) {
        return folder.relativize(file).toString().replace(File.separatorChar, '/');
    }

    private UncheckedIOException failed(IOException cause) {
        try {
            close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new UncheckedIOException("cannot look into " + folder, cause);
    }

    @SuppressWarnings("StreamResourceLeak") // Open until the round ends.
    private Iterator<Path> rest() throws IOException {
        Iterator<Path> left = rest;
        if (left == null) {
            if (!Files.isDirectory(folder)) {
                return List.<Path>of().iterator();
            }
            DirectoryStream<Path> found = Files.newDirectoryStream(folder);
            open = found;
            left = found.iterator();
            rest = left;
        }
        return left;
    }

    private void close() throws IOException {
        DirectoryStream<Path> found = open;
        open = null;
        rest = null;
        if (found != null) {
            found.close();
        }
    }
}
