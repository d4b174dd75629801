package dev.descent.chaos;

import dev.descent.storage.s3.S3Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the processes keep files: in one directory, or in a bucket, each with a directory of its own for copies. */
final class Artifacts implements AutoCloseable {
    private final Path data;
    private final @Nullable S3Service bucket;

    private Artifacts(Path data, @Nullable S3Service bucket) {
        this.data = data;
        this.bucket = bucket;
    }

    static Artifacts inDirectory(Path data) {
        return new Artifacts(data, null);
    }

    static Artifacts inBucket(Path data) {
        return new Artifacts(data, new S3Service(data.resolve("s3")));
    }

    /** The data directory of a process. */
    Path directory(String process) {
        try {
            return Files.createDirectories(bucket == null ? data : data.resolve(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process is told beside that. */
    Map<String, String> environment() {
        return bucket == null ? Map.of() : bucket.environment();
    }

    /** Has the bucket go away for a moment; false if there is none. */
    boolean killBucket() {
        if (bucket == null) {
            return false;
        }
        bucket.stop();
        Api.pause();
        bucket.start();
        return true;
    }

    /** What is kept, by the names in data directories. */
    Set<String> kept() {
        return bucket == null ? files(data) : new TreeSet<>(Set.copyOf(objects(bucket)));
    }

    private static List<String> objects(S3Service bucket) {
        return bucket.keys().stream().filter(key -> !key.equals("installation")).toList();
    }

    /** What lies on any machine, kept or a copy. */
    Set<String> all() {
        Set<String> all = kept();
        if (bucket != null) {
            try (Stream<Path> processes = Files.list(data)) {
                processes
                        .filter(process -> Files.isDirectory(process.resolve("datasets")))
                        .forEach(process -> all.addAll(files(process)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static Set<String> files(Path directory) {
        Set<String> files = new TreeSet<>();
        for (String folder : List.of("jobs", "models", "datasets")) {
            if (!Files.isDirectory(directory.resolve(folder))) {
                continue;
            }
            try (Stream<Path> found = Files.walk(directory.resolve(folder))) {
                found.filter(Files::isRegularFile)
                        .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                        // What living processes hold.
                        .filter(name -> !name.endsWith("/lock"))
                        .forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (UncheckedIOException e) {
                // Deleted meanwhile.
                files.add(folder + ": " + e.getMessage());
            }
        }
        return files;
    }

    @Override
    public void close() {
        if (bucket != null) {
            bucket.close();
        }
    }
}
