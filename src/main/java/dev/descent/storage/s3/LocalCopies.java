package dev.descent.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies on this machine of what a bucket keeps. When they take too much room, those go that were used least recently;
 * a file's time of modification tells when that was.
 */
class LocalCopies {
    private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);
    /** Who has fetched a file is still about to open it. */
    private static final Duration SPARED = Duration.ofMinutes(10);
    /** Looked at once so much of the room has come in since, and then emptied to less: each look reads all names. */
    private static final int SHARE = 10;

    private static final List<String> FOLDERS = List.of("datasets", "jobs", "models");
    private static final String INCOMING = "incoming";

    private final Path root;
    private final long most;
    private final Clock clock;
    private final AtomicLong added;
    private final Set<Path> busy = ConcurrentHashMap.newKeySet();
    private final ReentrantLock looking = new ReentrantLock();
    /** Held while a copy is found to be in use, or not, and goes. */
    private final Object going = new Object();

    /** @param most bytes, about */
    LocalCopies(Path root, long most, Clock clock) {
        this.root = root;
        this.most = most;
        this.clock = clock;
        // What an earlier process left is not known yet.
        this.added = new AtomicLong(most);
    }

    /** Does something during which these files stay. */
    void holding(List<Path> files, Runnable work) {
        synchronized (going) {
            busy.addAll(files);
        }
        try {
            work.run();
        } finally {
            files.forEach(busy::remove);
        }
    }

    /** Whether there is a copy; if so, it stays for some minutes. */
    boolean use(Path file) {
        synchronized (going) {
            if (!Files.isRegularFile(file)) {
                return false;
            }
            try {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
                return true;
            } catch (IOException e) {
                // Another process has just deleted it.
                return false;
            }
        }
    }

    /** A file has come to its place. */
    void add(Path file) {
        try {
            if (added.addAndGet(Files.size(file)) >= most / SHARE && looking.tryLock()) {
                try {
                    look();
                } finally {
                    looking.unlock();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Copies cannot be looked through now: {}", e.getMessage());
        }
    }

    private void look() throws IOException {
        long before = added.getAndSet(0);
        List<Copy> copies;
        try {
            copies = copies();
        } catch (IOException | RuntimeException e) {
            added.addAndGet(before);
            throw e;
        }
        long surplus = bytes(copies) - (most - most / SHARE);
        if (surplus > 0) {
            makeRoom(copies, surplus);
        }
    }

    /**
     * The disk is full, by whatever.
     *
     * @param needed bytes; what goes at least is the same as when copies take too much room
     * @return whether some copies have gone
     */
    boolean makeRoom(long needed) {
        looking.lock();
        try {
            return makeRoom(copies(), Math.max(needed, most / SHARE)) > 0;
        } catch (IOException e) {
            LOG.warn("Copies cannot be looked through now: {}", e.getMessage());
            return false;
        } finally {
            looking.unlock();
        }
    }

    private static long bytes(List<Copy> copies) {
        return copies.stream().mapToLong(Copy::bytes).sum();
    }

    /** How many bytes have gone. */
    private long makeRoom(List<Copy> copies, long surplus) {
        copies.sort(Comparator.comparing(Copy::used));
        Instant recently = clock.instant().minus(SPARED);
        Set<Path> open = OpenFiles.below(root);
        int count = 0;
        long gone = 0;
        for (Copy copy : copies) {
            if (gone >= surplus || copy.used().isAfter(recently)) {
                break;
            }
            if (!open.contains(copy.file()) && goes(copy.file(), recently)) {
                gone += copy.bytes();
                count++;
            }
        }
        LOG.info("{} copies with {} bytes made room; {} bytes are left", count, gone, bytes(copies) - gone);
        return gone;
    }

    /** Deletes a copy, unless it was used since it was found. */
    private boolean goes(Path file, Instant recently) {
        synchronized (going) {
            try {
                if (busy.contains(file)
                        || Files.getLastModifiedTime(file).toInstant().isAfter(recently)) {
                    return false;
                }
                delete(file);
                return true;
            } catch (NoSuchFileException e) {
                return true;
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted to make room: {}", file, e.toString());
                return false;
            }
        }
    }

    /** For tests. */
    void delete(Path file) throws IOException {
        Files.delete(file);
    }

    private record Copy(Path file, long bytes, Instant used) {}

    private List<Copy> copies() throws IOException {
        List<Copy> copies = new ArrayList<>();
        for (String folder : FOLDERS) {
            Path all = root.resolve(folder);
            Files.walkFileTree(all, new Walk(all.resolve(INCOMING), copies));
        }
        return copies;
    }

    /** Looks for copies; files come and go meanwhile. */
    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path incoming;
        private final List<Copy> copies;

        /** @param incoming where what is being written for an upload lies, which is no copy */
        Walk(Path incoming, List<Copy> copies) {
            this.incoming = incoming;
            this.copies = copies;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(incoming) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                copies.add(new Copy(
                        file, attributes.size(), attributes.lastModifiedTime().toInstant()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            if (!(failure instanceof NoSuchFileException)) {
                LOG.warn("{} cannot be looked at: {}", file, failure.toString());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
