package dev.descent.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies on this machine of what a bucket keeps. When they take too much room, those go that were used least recently;
 * a file's time of modification tells when that was.
 */
final class LocalCopies {
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
        busy.addAll(files);
        try {
            work.run();
        } finally {
            files.forEach(busy::remove);
        }
    }

    /** Whether there is a copy; if so, it stays for some minutes. */
    boolean use(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return true;
        } catch (IOException e) {
            // It has just gone.
            return false;
        }
    }

    /** A file has come to its place. */
    void add(Path file) {
        try {
            if (added.addAndGet(Files.size(file)) >= most / SHARE && looking.tryLock()) {
                try {
                    added.set(0);
                    makeRoom();
                } finally {
                    looking.unlock();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Copies cannot be looked through now: {}", e.getMessage());
        }
    }

    private record Copy(Path file, long bytes, Instant used) {}

    private void makeRoom() {
        List<Copy> copies = new ArrayList<>();
        for (String folder : FOLDERS) {
            copies.addAll(copies(root.resolve(folder)));
        }
        long bytes = copies.stream().mapToLong(Copy::bytes).sum();
        long enough = most - most / SHARE;
        if (bytes <= enough) {
            return;
        }
        Instant recently = clock.instant().minus(SPARED);
        copies.sort(Comparator.comparing(Copy::used));
        int gone = 0;
        for (Copy copy : copies) {
            if (bytes <= enough || copy.used().isAfter(recently)) {
                break;
            }
            if (!busy.contains(copy.file())) {
                delete(copy.file());
                bytes -= copy.bytes();
                gone++;
            }
        }
        LOG.info("{} copies made room; {} bytes are left of descent.s3.cache-size={}", gone, bytes, most);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is being written for an upload is none. */
    private static List<Copy> copies(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Copy> copies = new ArrayList<>();
            all.filter(file -> !file.startsWith(folder.resolve(INCOMING))).forEach(file -> add(file, copies));
            return copies;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(Path file, List<Copy> copies) {
        try {
            if (Files.isRegularFile(file)) {
                copies.add(new Copy(
                        file, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
            }
        } catch (IOException e) {
            LOG.debug("{} has just gone", file);
        }
    }
}
