package dev.descent.datasets.storage;

import dev.descent.storage.ArtifactStore;
import dev.descent.storage.Entry;
import dev.descent.storage.Folders;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the stored files, as the store of artifacts keeps them.
 *
 * <pre>
 * datasets/ds_...                      a stored data set
 * datasets/incoming/session/lock       held by the process that the session belongs to, as long as it lives
 * datasets/incoming/session/ds_.../    what is unpacked and written for one upload
 * </pre>
 *
 * <p>A file is written and forced to the disk in the upload's folder, then moved to its place at once. The folder stays
 * until the table has the row, so a folder that a dead process left tells which stored file may have no row.
 */
public final class DataDirectory implements Closeable {
    /** What the names of stored data sets begin with. */
    public static final String PREFIX = "ds_";

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String CANONICAL = "canonical";
    private static final Object STARTING = new Object();
    /** Sessions of this process: to open a lock's file once more and close it would release the lock. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final ArtifactStore store;
    private final Path root;
    private final Path incoming;
    private final Path session;
    private final FileChannel lock;

    /**
     * Opens the directory and removes what dead processes left in it.
     *
     * @param session a name that no other process has
     * @param isStored whether the table has a row of this id
     */
    public DataDirectory(ArtifactStore store, Path root, String session, Predicate<String> isStored)
            throws IOException {
        this.store = store;
        this.root = root.toAbsolutePath().normalize();
        this.incoming = this.root.resolve("incoming");
        Files.createDirectories(incoming);
        synchronized (STARTING) {
            try (FileChannel start = openLock(incoming.resolve("lock"));
                    FileLock held = start.lock()) {
                removeLeftovers(isStored, Instant.MAX);
                this.session = Files.createDirectory(incoming.resolve(session));
                this.lock = openLock(this.session.resolve("lock"));
                if (!held.isValid() || lock.tryLock() == null) {
                    throw new IOException("cannot lock " + this.session);
                }
                OPEN.add(this.session);
            }
        }
    }

    private static FileChannel openLock(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Removes what uploads of dead processes left on this machine, younger files excepted. */
    public void sweepUploads(Instant before, Predicate<String> isStored) {
        synchronized (STARTING) {
            try (FileChannel start = openLock(incoming.resolve("lock"));
                    @Nullable FileLock held = start.tryLock()) {
                if (held != null) {
                    removeLeftovers(isStored, before);
                }
            } catch (IOException e) {
                throw unseen(e);
            }
        }
    }

    private UncheckedIOException unseen(IOException cause) {
        return new UncheckedIOException("cannot look through " + root, cause);
    }

    /**
     * Those of these files of which no row tells, nor will.
     *
     * @param found listed before
     * @param before younger files stay
     * @param stored which of these ids the table has
     */
    public List<Path> unknown(Collection<Entry> found, Instant before, UnaryOperator<Set<String>> stored) {
        Set<String> unknown = found.stream()
                .filter(entry -> entry.isOlder(before))
                .map(Entry::name)
                .collect(Collectors.toCollection(HashSet::new));
        // An upload has its folder until its row is there, or never will be.
        try {
            unknown.removeAll(inTheMaking());
        } catch (IOException e) {
            throw unseen(e);
        }
        unknown.removeAll(stored.apply(Set.copyOf(unknown)));
        return unknown.stream().map(this::path).toList();
    }

    private Set<String> inTheMaking() throws IOException {
        Set<String> ids = new HashSet<>();
        for (Path session : children(incoming)) {
            if (Files.isDirectory(session)) {
                children(session).forEach(upload -> ids.add(upload.getFileName().toString()));
            }
        }
        return ids;
    }

    private void removeLeftovers(Predicate<String> isStored, Instant before) throws IOException {
        for (Path left : children(incoming)) {
            if (!Files.isDirectory(left) || isAlive(left)) {
                continue;
            }
            for (Path upload : children(left)) {
                String id = upload.getFileName().toString();
                if (Files.isDirectory(upload) && Folders.isFileOlder(path(id), before) && !isStored.test(id)) {
                    store.delete(path(id));
                }
            }
            Folders.delete(left);
        }
    }

    private static boolean isAlive(Path session) throws IOException {
        if (OPEN.contains(session)) {
            return true;
        }
        try (FileChannel channel = openLock(session.resolve("lock"));
                @Nullable FileLock mine = channel.tryLock()) {
            return mine == null;
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            // In the second case it is just closing.
            return true;
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Where the stored files are. */
    public Path root() {
        return root;
    }

    /** Where the stored file of a data set is, once it was fetched. */
    public Path path(String id) {
        return root.resolve(id);
    }

    /**
     * Sees to it that the stored file of a data set is where it should be.
     *
     * @throws NoSuchFileException if it is gone
     */
    public Path fetch(String id) throws NoSuchFileException {
        if (!store.fetch(path(id))) {
            throw new NoSuchFileException(path(id).toString());
        }
        return path(id);
    }

    /** Replaces the stored file, which is damaged; whether there was another copy. */
    public boolean fetchAgain(String id) {
        return store.fetchAgain(path(id));
    }

    /** Makes an empty folder for one upload. */
    public Upload begin(String id) throws IOException {
        return new Upload(id, Files.createDirectory(session.resolve(id)));
    }

    /**
     * Removes the stored file of a data set whose row is gone. Who has it open can still read it. If it cannot be removed
     * now, the sweep for leftovers finds it.
     */
    public void delete(String id) {
        try {
            store.delete(path(id));
        } catch (UncheckedIOException e) {
            LOG.warn("The file of {} remains: {}", id, e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
        OPEN.remove(session);
        Folders.delete(session);
    }

    /** The folder of one upload; closing removes it with all that is in it. */
    public final class Upload implements Closeable {
        private final String id;
        private final Path folder;

        private Upload(String id, Path folder) {
            this.id = id;
            this.folder = folder;
        }

        public Path folder() {
            return folder;
        }

        /** Where to write the canonical file. */
        public Path canonical() {
            return folder.resolve(CANONICAL);
        }

        /** Moves the canonical file to its place, all of it at once, and waits until it is kept. */
        public void publish() throws IOException {
            Files.move(canonical(), path(id), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(root)) {
                directory.force(true);
            } catch (IOException e) {
                // Windows cannot open a directory; there the move itself is durable.
                if (!System.getProperty("os.name", "").startsWith("Windows")) {
                    throw e;
                }
            }
            try {
                store.keep(path(id));
            } catch (RuntimeException e) {
                Files.deleteIfExists(path(id));
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            Folders.delete(folder);
        }
    }
}
