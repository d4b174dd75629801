package dev.descent.api;

import dev.descent.api.errors.ErrorCode;
import dev.descent.api.errors.Refusal;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.NameTaken;
import dev.descent.projects.ProjectId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which data set was made for which idempotency key, so that a request that is sent again makes none. */
@Component
class IdempotentDatasets {
    private final Datasets datasets;
    private final JdbcClient database;
    private final Clock clock;

    IdempotentDatasets(Datasets datasets, JdbcClient database, Clock clock) {
        this.datasets = datasets;
        this.database = database;
        this.clock = clock;
    }

    /**
     * What became of a request.
     *
     * @param created false if this answers an earlier request with the same idempotency key
     */
    record Result(Dataset dataset, boolean created) {}

    /**
     * Makes a data set, unless a request with this key has made it.
     *
     * @param key null if the client did not name its request, which then is always a new one
     * @param request the digest of all that it says, asked for if there is a key
     */
    Result once(ProjectId project, @Nullable String key, Supplier<MessageDigest> request, Supplier<Dataset> maker) {
        if (key == null) {
            return new Result(maker.get(), true);
        }
        String digest = HexFormat.of().formatHex(request.get().digest());
        Optional<Dataset> earlier = earlier(project, key, digest);
        if (earlier.isPresent()) {
            return new Result(earlier.get(), false);
        }
        try {
            Dataset dataset = maker.get();
            remember(project, key, digest, dataset);
            return new Result(dataset, true);
        } catch (NameTaken e) {
            // Perhaps by the same request, sent twice at once.
            return new Result(earlier(project, key, digest).orElseThrow(() -> e), false);
        }
    }

    /** SHA-256 of texts; more may be added. */
    static MessageDigest digestOf(String... parts) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        for (String part : parts) {
            sha256.update(part.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
        }
        return sha256;
    }

    private Optional<Dataset> earlier(ProjectId project, String key, String digest) {
        record Row(String digest, String datasetId) {}
        Optional<Row> row = database.sql(
                        "select digest, dataset_id from idempotent_upload where project_id = ? and key = ?")
                .params(project.value(), key)
                .query((result, n) -> new Row(result.getString(1), result.getString(2)))
                .optional();
        if (row.isPresent() && !row.get().digest().equals(digest)) {
            throw new Refusal(
                    ErrorCode.IDEMPOTENCY_CONFLICT,
                    "The idempotency key \"" + key + "\" was used for another data set.",
                    List.of());
        }
        return row.flatMap(r -> datasets.find(project, r.datasetId()));
    }

    private void remember(ProjectId project, String key, String digest, Dataset dataset) {
        database.sql(
                        "insert into idempotent_upload (project_id, key, digest, dataset_id, created_at) "
                                + "values (?, ?, ?, ?, ?) "
                                + "on conflict (project_id, key) do update set dataset_id = excluded.dataset_id, created_at = excluded.created_at")
                .params(project.value(), key, digest, dataset.id(), Timestamp.from(clock.instant()))
                .update();
    }
}
