package dev.descent.artifacts;

import dev.descent.datasets.DatasetsProperties;
import dev.descent.datasets.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What succeeded jobs found out about their training examples. A record lies in the folder of the job's model, whose life
 * it shares; a later job that needs it keeps it by a second name in a folder of its own.
 */
@Component
public class ExampleRecords {
    /** The name of the file beside a model. */
    public static final String FILE = "examples.parquet";

    private static final String ALGORITHM = "sha256:";
    private static final String ENDING = ".parquet";

    private final Path folder;
    private final Models models;
    private final Limits limits;

    ExampleRecords(DatasetsProperties properties, Models models) {
        this.folder = properties.dataDir().resolve("jobs");
        this.models = models;
        this.limits = properties.datasets();
    }

    /**
     * A record on the disk.
     *
     * @param job that found it out
     * @param digest {@code sha256:} and the digest of the file
     */
    public record Stored(String job, Path file, long sizeBytes, String digest) {}

    /** The record beside a model; empty if its job was not asked for any. */
    public Optional<Stored> of(TrainedModel model) {
        return model.files().stream()
                .filter(file -> file.name().equals(FILE))
                .findFirst()
                .flatMap(file -> models.file(model, FILE)
                        .map(path -> new Stored(model.job(), path, file.sizeBytes(), file.digest())));
    }

    /** @throws CorruptFile if the file is gone or has another size than was written */
    public ExampleFile open(Stored stored) {
        try {
            if (!Files.isRegularFile(stored.file())) {
                throw new CorruptFile("the record of the examples of " + stored.job() + " is gone");
            }
            if (Files.size(stored.file()) != stored.sizeBytes()) {
                throw damaged(stored.job());
            }
            return ExampleFile.open(stored.file(), limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CorruptFile damaged(String job) {
        return new CorruptFile("the record of the examples of " + job + " was damaged");
    }

    /**
     * Keeps a record for a job, whatever becomes of the job that made it.
     *
     * @throws CorruptFile if the file is gone
     */
    public void keep(String jobId, Stored stored) {
        String digest = stored.digest().substring(ALGORITHM.length());
        Path target = folder(jobId).resolve(stored.job() + "." + digest + ENDING);
        try {
            Files.createDirectories(folder(jobId));
            try {
                Files.createLink(target, stored.file());
            } catch (NoSuchFileException e) {
                throw new CorruptFile("the record of the examples of " + stored.job() + " is gone", e);
            } catch (UnsupportedOperationException | FileSystemException e) {
                // Not every file system has links.
                WrittenFile.write(target, out -> Files.copy(stored.file(), out));
            }
            WrittenFile.force(folder(jobId));
            WrittenFile.force(folder.resolve(jobId));
            WrittenFile.force(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the record of the examples of " + stored.job(), e);
        }
    }

    /**
     * The record that a job keeps.
     *
     * @param source the job that made it
     * @throws CorruptFile if it is gone or not what was written
     */
    public ExampleFile kept(String jobId, String source) {
        Path file = find(jobId, source);
        String name = String.valueOf(file.getFileName());
        try {
            String digest = name.substring(source.length() + 1, name.length() - ENDING.length());
            if (!WrittenFile.digest(file).equals(ALGORITHM + digest)) {
                throw damaged(source);
            }
            return ExampleFile.open(file, limits);
        } catch (IOException e) {
            throw new CorruptFile("the record of the examples of " + source + " cannot be read", e);
        }
    }

    private Path find(String jobId, String source) {
        if (Files.isDirectory(folder(jobId))) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder(jobId))) {
                for (Path file : found) {
                    if (String.valueOf(file.getFileName()).startsWith(source + ".")) {
                        return file;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new CorruptFile("the record of the examples of " + source + " is gone");
    }

    private Path folder(String jobId) {
        return folder.resolve(jobId).resolve("records");
    }
}
