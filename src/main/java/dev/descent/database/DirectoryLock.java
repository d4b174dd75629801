package dev.descent.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A lock on a directory that ends with the process that holds it, however that ends. */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws DirectoryInUse if another process, or another part of this one, holds it */
    static DirectoryLock acquire(Path file) throws IOException {
        // An operating system may forbid reading a locked region, so the holder is named in a file beside it.
        Path holder = file.resolveSibling(file.getFileName() + ".pid");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = tryLock(channel);
            if (lock == null) {
                throw new DirectoryInUse(
                        "Another Descent" + process(holder) + " uses the data directory "
                                + file.toAbsolutePath().getParent() + ".",
                        "Stop it, or start this one with another directory: --descent.data-dir=<directory>.");
            }
            Files.writeString(holder, Long.toString(ProcessHandle.current().pid()));
            return new DirectoryLock(channel);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String process(Path holder) {
        try {
            return " (process "
                    + Files.readString(holder, StandardCharsets.US_ASCII).strip() + ")";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
