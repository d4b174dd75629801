package dev.descent.datasets;

import dev.descent.datasets.builtin.BuiltIn;
import dev.descent.datasets.canonical.CanonicalWriter;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.Schema;
import dev.descent.datasets.storage.DataDirectory;
import dev.descent.datasets.storage.DatasetRepository;
import dev.descent.projects.ProjectId;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Writes new data sets: the canonical file first, then the row that tells of it; without the row the file goes again. */
class DatasetWriter {
    private final DatasetRepository repository;
    private final DataDirectory directory;
    private final Clock clock;

    DatasetWriter(DatasetRepository repository, DataDirectory directory, Clock clock) {
        this.repository = repository;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * @param names the first that is free becomes the name
     * @param source what a built-in set was made from; null for others
     * @return empty if {@code recording} says that the set may not stay
     */
    Optional<Dataset> add(
            @Nullable ProjectId project,
            DataDirectory.Upload upload,
            Content content,
            String id,
            List<String> names,
            @Nullable String source,
            Datasets.Recording recording)
            throws IOException {
        CanonicalWriter.Written written = CanonicalWriter.write(upload.canonical(), content);
        Schema schema = content.schema();
        Dataset dataset = new Dataset(
                id,
                names.get(0),
                written.fingerprint(),
                schema.rows(),
                schema.features(),
                schema.target(),
                schema.task(),
                schema.classes(),
                written.bytes(),
                source,
                // PostgreSQL keeps microseconds.
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        upload.publish();
        List<Dataset> stored = new ArrayList<>();
        boolean inserted = false;
        boolean inDoubt = false;
        try {
            inserted = recording.record(
                    dataset,
                    () -> insert(project, dataset, names).map(stored::add).orElse(false));
        } catch (DataAccessException | TransactionException e) {
            inDoubt = mayBeStored(id);
            throw e;
        } finally {
            // A built-in set keeps its file: another process has stored the same one under the same id.
            if (!inserted && !inDoubt && source == null) {
                directory.delete(id);
            }
        }
        return inserted ? stored.stream().findFirst() : Optional.empty();
    }

    /** A commit whose answer was lost has happened all the same. */
    private boolean mayBeStored(String id) {
        try {
            return repository.exists(id);
        } catch (DataAccessException e) {
            return true;
        }
    }

    /** Under the first name that is free; empty if none is. */
    private Optional<Dataset> insert(@Nullable ProjectId project, Dataset dataset, List<String> names) {
        for (String name : names) {
            Dataset named = dataset.named(name);
            boolean reserved = dataset.source() == null && BuiltIn.find(name).isPresent();
            if (!reserved && repository.insert(project, named)) {
                return Optional.of(named);
            }
        }
        return Optional.empty();
    }
}
