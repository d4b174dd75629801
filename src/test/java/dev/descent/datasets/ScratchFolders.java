package dev.descent.datasets;

import dev.descent.storage.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Empty folders for what must lie on a disk; they go when the tests end, because what is mapped cannot go earlier everywhere. */
public final class ScratchFolders {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Path ALL = make();

    private ScratchFolders() {}

    private static Path make() {
        try {
            Path all = Files.createTempDirectory("scratch");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(all)));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path next() {
        try {
            return Files.createDirectory(ALL.resolve(Integer.toString(COUNT.incrementAndGet())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
