package dev.descent.jobs.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names in a folder, some at a time; after the last of them the next round begins. Used by one thread at a time. */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final Path folder;
    private final String prefix;
    private @Nullable DirectoryStream<Path> open;
    private @Nullable Iterator<Path> rest;

    /** @param prefix of the names that are looked for */
    Rounds(Path folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    /** As many as asked for, fewer only at the end of a round. */
    List<String> next(int most) {
        List<String> names = new ArrayList<>();
        try {
            Iterator<Path> left = rest();
            while (names.size() < most && left.hasNext()) {
                String name = String.valueOf(left.next().getFileName());
                if (name.startsWith(prefix)) {
                    names.add(name);
                }
            }
            if (names.size() < most) {
                close();
            }
            return names;
        } catch (IOException e) {
            throw failed(e);
        } catch (DirectoryIteratorException e) {
            throw failed(new IOException(e));
        }
    }

    /** Tells how many of these are not in the folder any more. */
    void tell(List<String> names) {
        long gone = names.stream()
                .filter(name -> Files.notExists(folder.resolve(name)))
                .count();
        if (gone > 0) {
            LOG.info("Deleted {} leftovers in {}", gone, folder);
        }
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
