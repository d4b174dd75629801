package dev.descent.artifacts;

import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import dev.descent.storage.ArtifactStore;
import dev.descent.storage.CorruptFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The models that succeeded jobs left. */
@Component
public class Models {
    private static final Logger LOG = LoggerFactory.getLogger(Models.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ArtifactStore store;
    private final Path folder;
    private final JdbcClient jdbc;
    private final ModelFiles files;
    private final Predictor predictor;
    private final Clock clock;
    private final Ids ids = new Ids();

    Models(
            ArtifactStore store,
            @Value("${descent.data-dir}") Path dataDir,
            JdbcClient jdbc,
            ModelFiles files,
            Predictor predictor,
            Clock clock) {
        this.store = store;
        this.folder = dataDir.resolve("models");
        this.jdbc = jdbc;
        this.files = files;
        this.predictor = predictor;
        this.clock = clock;
    }

    /** Of the project's models. */
    public Optional<TrainedModel> find(ProjectId project, String id) {
        return jdbc.sql("select document from model where id = ? and project_id = ?")
                .params(id, project.value())
                .query(String.class)
                .optional()
                .map(document -> JSON.readValue(document, TrainedModel.class));
    }

    /** Whether it is known, whosever it is. */
    public boolean isRecorded(String id) {
        return jdbc.sql("select exists (select from model where id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    /**
     * One of its files, by the name that {@link TrainedModel#files} gives.
     *
     * @throws CorruptFile if it is gone
     */
    public Optional<Path> file(TrainedModel model, String name) {
        if (model.files().stream().noneMatch(file -> file.name().equals(name))) {
            return Optional.empty();
        }
        Path file = path(model, name);
        if (!store.fetch(file)) {
            throw new CorruptFile("the file " + name + " of " + model.id() + " is gone");
        }
        return Optional.of(file);
    }

    /** Where a file of a model is, once it was fetched. */
    Path path(TrainedModel model, String name) {
        return folder.resolve(model.id()).resolve(name);
    }

    /**
     * One prediction per instance.
     *
     * @param instances each a map from feature name to value, or a list of values in the order of the features
     * @throws ModelNotFound if the project has none
     * @throws dev.descent.spec.InvalidOptions with a pointer such as {@code /instances/3/age} for every bad value
     */
    public List<Prediction> predict(ProjectId project, String id, List<?> instances) {
        if (find(project, id).isEmpty()) {
            throw new ModelNotFound(id);
        }
        return predictor.predict(folder.resolve(id), instances);
    }

    /** Writes the files of a new model. Nobody can find it before {@link #record}. */
    public TrainedModel export(ModelExport export) {
        String id = ids.next("model", clock.instant());
        try {
            TrainedModel model = files.write(folder.resolve(id), id, clock.instant(), export);
            store.keep(model.files().stream()
                    .map(file -> folder.resolve(id).resolve(file.name()))
                    .toList());
            return model;
        } catch (IOException e) {
            throw abandoned(id, new UncheckedIOException("cannot write the model", e));
        } catch (UncheckedIOException e) {
            throw abandoned(id, e);
        }
    }

    private UncheckedIOException abandoned(String id, UncheckedIOException why) {
        try {
            discard(id);
        } catch (UncheckedIOException e) {
            why.addSuppressed(e);
        }
        return why;
    }

    /** Makes an exported model known, in the transaction of the caller. */
    public void record(TrainedModel model) {
        jdbc.sql("""
                        insert into model (id, job_id, project_id, document, size_bytes, created_at)
                        select ?, id, project_id, ?, ?, ? from job where id = ?""")
                .params(
                        model.id(),
                        JSON.writeValueAsString(model),
                        model.files().stream()
                                .mapToLong(TrainedModel.ModelFile::sizeBytes)
                                .sum(),
                        Timestamp.from(model.createdAt()),
                        model.job())
                .update();
    }

    /** Where the folders of all models are. */
    public Path folder() {
        return folder;
    }

    /** Deletes the files of a model that is no longer, or never became, known. */
    public void discard(String id) {
        predictor.forget(folder.resolve(id));
        store.deleteAll(folder.resolve(id));
    }

    /** The same of one that may have become known: a commit whose answer was lost has happened all the same. */
    public void discardUnlessRecorded(String id) {
        try {
            if (!isRecorded(id)) {
                discard(id);
            }
        } catch (RuntimeException e) {
            LOG.warn("Whether {} is recorded cannot be known now; its files stay: {}", id, e.getMessage());
        }
    }
}
