package dev.descent.artifacts;

import dev.descent.datasets.storage.Folders;
import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The models that succeeded jobs left. */
@Component
public class Models {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final JdbcClient jdbc;
    private final ModelFiles files;
    private final Predictor predictor;
    private final Clock clock;
    private final Ids ids = new Ids();

    Models(
            @Value("${descent.data-dir}") Path dataDir,
            JdbcClient jdbc,
            ModelFiles files,
            Predictor predictor,
            Clock clock) {
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

    /** One of its files, by the name that {@link TrainedModel#files} gives. */
    public Optional<Path> file(TrainedModel model, String name) {
        return model.files().stream().anyMatch(file -> file.name().equals(name))
                ? Optional.of(folder.resolve(model.id()).resolve(name))
                : Optional.empty();
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
            return files.write(folder.resolve(id), id, clock.instant(), export);
        } catch (IOException e) {
            Folders.delete(folder.resolve(id));
            throw new UncheckedIOException("cannot write the model", e);
        }
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

    /** Deletes the files of a model that is not known, if none was changed since. */
    public void discard(String id, Instant before) {
        Folders.deleteIfOlder(folder.resolve(id), before);
    }

    /** Deletes the files of a model that is no longer, or never became, known. */
    public void discard(String id) {
        predictor.forget(folder.resolve(id));
        Folders.delete(folder.resolve(id));
    }
}
