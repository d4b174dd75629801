package dev.descent.artifacts;

import dev.descent.datasets.DatasetsProperties;
import dev.descent.datasets.Limits;
import dev.descent.storage.ArtifactStore;
import dev.descent.storage.CorruptFile;
import dev.descent.storage.DirectoryStore;
import dev.descent.storage.Folders;
import dev.descent.storage.StorageUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
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
    private final ArtifactStore store;
    private final ArtifactStore here = new DirectoryStore();
    private final Models models;
    private final Limits limits;

    ExampleRecords(ArtifactStore store, DatasetsProperties properties, Models models) {
        this.store = store;
        this.folder = properties.dataDir().resolve("jobs");
        this.models = models;
        this.limits = properties.datasets();
    }

    /**
     * A record beside a model.
     *
     * @param job that found it out
     * @param file where it is, once it was fetched
     * @param digest {@code sha256:} and the digest of the file
     */
    public record Stored(String job, Path file, long sizeBytes, String digest) {}

    /** The record beside a model; empty if its job was not asked for any. */
    public Optional<Stored> of(TrainedModel model) {
        return model.files().stream()
                .filter(file -> file.name().equals(FILE))
                .findFirst()
                .map(file -> new Stored(model.job(), models.path(model, FILE), file.sizeBytes(), file.digest()));
    }

    /**
     * Sees to it that the file is where it should be.
     *
     * @throws CorruptFile if it is gone
     */
    public Path fetch(Stored stored) {
        if (!store.fetch(stored.file())) {
            throw gone(stored.job());
        }
        return stored.file();
    }

    /** @throws CorruptFile if the file is gone or has another size than was written */
    public ExampleFile open(Stored stored) {
        return Fetched.read(store, stored.file(), what(stored.job()), file -> {
            if (Files.size(file) != stored.sizeBytes()) {
                throw damaged(stored.job());
            }
            return ExampleFile.open(file, limits);
        });
    }

    private static String what(String job) {
        return "the record of the examples of " + job;
    }

    private static CorruptFile gone(String job) {
        return new CorruptFile(what(job) + " is gone");
    }

    private static CorruptFile damaged(String job) {
        return new CorruptFile(what(job) + " was damaged");
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
                Files.createLink(target, fetch(stored));
            } catch (NoSuchFileException e) {
                throw gone(stored.job());
            } catch (UnsupportedOperationException | FileSystemException e) {
                // Not every file system has links.
                WrittenFile.write(target, out -> Files.copy(stored.file(), out));
            }
            WrittenFile.force(folder(jobId));
            WrittenFile.force(folder.resolve(jobId));
            WrittenFile.force(folder);
            if (!isAsWritten(target, stored.job())) {
                throw damaged(stored.job());
            }
            store.keep(target);
        } catch (StorageUnavailable | CorruptFile e) {
            Folders.delete(folder(jobId));
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + what(stored.job()), e);
        }
    }

    /**
     * The record that a job keeps.
     *
     * @param source the job that made it
     * @throws CorruptFile if it is gone or not what was written
     */
    public ExampleFile kept(String jobId, String source) {
        return Fetched.read(store, place(jobId, source), what(source), file -> {
            if (!isAsWritten(file, source)) {
                throw damaged(source);
            }
            return ExampleFile.open(file, limits);
        });
    }

    /** Its name tells the digest. */
    private static boolean isAsWritten(Path file, String source) throws IOException {
        String name = String.valueOf(file.getFileName());
        String digest = name.substring(source.length() + 1, name.length() - ENDING.length());
        return WrittenFile.digest(file).equals(ALGORITHM + digest);
    }

    /**
     * Sees to it that a record that a job keeps is there when it is needed.
     *
     * @param source the job that made it
     * @throws CorruptFile if it is gone
     */
    public Path fetch(String jobId, String source) {
        Path file = place(jobId, source);
        if (!store.fetch(file)) {
            throw gone(source);
        }
        return file;
    }

    private Path place(String jobId, String source) {
        // First here: what is here needs no store.
        return Stream.of(here, store)
                .flatMap(place -> place.names(folder(jobId)).stream())
                .filter(name -> name.startsWith(source + "."))
                .findFirst()
                .map(folder(jobId)::resolve)
                .orElseThrow(() -> gone(source));
    }

    private Path folder(String jobId) {
        return folder.resolve(jobId).resolve("records");
    }
}
