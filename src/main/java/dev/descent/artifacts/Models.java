package dev.descent.artifacts;

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

    public Optional<TrainedModel> find(String id) {
        return jdbc.sql("select document from model where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .map(document -> JSON.readValue(document, TrainedModel.class));
    }

    /** One of its files, by the name that {@link TrainedModel#files} gives. */
    public Optional<Path> file(String id, String name) {
        return find(id).filter(model ->
                        model.files().stream().anyMatch(file -> file.name().equals(name)))
                .map(model -> folder.resolve(id).resolve(name));
    }

    /**
     * One prediction per instance.
     *
     * @param instances each a map from feature name to value, or a list of values in the order of the features
     * @throws ModelNotFound if there is none
     * @throws dev.descent.spec.InvalidOptions with a pointer such as {@code /instances/3/age} for every bad value
     */
    public List<Prediction> predict(String id, List<?> instances) {
        if (find(id).isEmpty()) {
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
        jdbc.sql("insert into model (id, job_id, document, created_at) values (?, ?, ?, ?)")
                .params(model.id(), model.job(), JSON.writeValueAsString(model), Timestamp.from(model.createdAt()))
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
