package dev.descent.storage.s3;

import dev.descent.storage.ArtifactStore;
import dev.descent.storage.DirectoryListing;
import dev.descent.storage.DirectoryStore;
import dev.descent.storage.FullDisk;
import dev.descent.storage.Listing;
import dev.descent.storage.StorageUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket; the data directory holds copies, each at its file's place. The key of an object is the place of its file below
 * the data directory, behind the prefix of the settings.
 */
final class S3Store implements ArtifactStore, AutoCloseable {
    private static final int LOCKS = 64;

    private final ArtifactStore directory = new DirectoryStore();
    private final Path root;
    private final String prefix;
    private final Bucket bucket;
    private final LocalCopies copies;
    /** Chosen by the hash of the file: who wants the same one waits for whoever fetches it. */
    private final List<Object> fetching =
            Stream.generate(Object::new).limit(LOCKS).toList();

    S3Store(Path root, String prefix, Bucket bucket, LocalCopies copies) {
        this.root = absolute(root);
        this.prefix = prefix;
        this.bucket = bucket;
        this.copies = copies;
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Where a file is on this machine, whatever its name says: nowhere but below the data directory. */
    private Path place(Path file) {
        Path place = absolute(file);
        if (!place.startsWith(root) || place.equals(root)) {
            throw new IllegalArgumentException(file + " is not in " + root);
        }
        return place;
    }

    /** The object of a file. */
    private String key(Path file) {
        List<String> names = new ArrayList<>();
        root.relativize(place(file)).forEach(name -> names.add(name.toString()));
        return prefix + String.join("/", names);
    }

    @Override
    public void keep(List<Path> files) {
        List<Path> all = files.stream().map(this::place).toList();
        copies.holding(all, () -> all.forEach(file -> bucket.put(key(file), file)));
        all.forEach(copies::add);
    }

    /** What is here is found without waiting for who fetches something else. */
    @Override
    public boolean fetch(Path given) {
        Path file = place(given);
        if (copies.use(file)) {
            return true;
        }
        synchronized (lock(file)) {
            return copies.use(file) || load(file);
        }
    }

    @Override
    public boolean fetchAgain(Path given) {
        Path file = place(given);
        synchronized (lock(file)) {
            return load(file);
        }
    }

    private Object lock(Path file) {
        return fetching.get(Math.floorMod(file.hashCode(), LOCKS));
    }

    private boolean load(Path file) {
        try {
            return loadOnce(file);
        } catch (StorageUnavailable e) {
            throw e;
        } catch (UncheckedIOException e) {
            long needed = e instanceof CopyFailed failed ? failed.bytes() : 0;
            if (!FullDisk.isBehind(e) || !copies.makeRoom(needed)) {
                throw e;
            }
        }
        return loadOnce(file);
    }

    private boolean loadOnce(Path file) {
        Path folder = Objects.requireNonNull(file.getParent());
        try {
            Path part = Files.createTempFile(Files.createDirectories(folder), ".", ".part");
            try {
                if (!bucket.get(key(file), part)) {
                    return false;
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a copy of " + file, e);
        }
        copies.add(file);
        return true;
    }

    @Override
    public void delete(Path file) {
        // First, so that nothing stays on this machine where the bucket is out of reach.
        directory.delete(place(file));
        bucket.delete(key(file));
    }

    @Override
    public void deleteAll(Path folder) {
        directory.deleteAll(place(folder));
        // One request for each: what deletes many at once is asked for in different ways by different services.
        objects(folder).forEach(object -> bucket.delete(object.key()));
    }

    @Override
    public List<String> names(Path folder) {
        int skipped = key(folder).length() + 1;
        return objects(folder).stream()
                .map(object -> object.key().substring(skipped))
                .filter(name -> name.indexOf('/') < 0)
                .toList();
    }

    private List<S3Object> objects(Path folder) {
        List<S3Object> objects = new ArrayList<>();
        @Nullable String next = null;
        do {
            Bucket.Page page = bucket.list(key(folder) + "/", next);
            objects.addAll(page.objects());
            next = page.next();
        } while (next != null);
        return objects;
    }

    @Override
    public Listing list(Path folder, String namePrefix) {
        return new BucketListing(bucket, key(folder) + "/", namePrefix);
    }

    @Override
    public Optional<Listing> listCopies(Path folder, String namePrefix) {
        return Optional.of(new DirectoryListing(place(folder), namePrefix));
    }

    @Override
    public void close() {
        bucket.close();
    }
}
