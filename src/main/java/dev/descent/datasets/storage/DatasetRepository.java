package dev.descent.datasets.storage;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.canonical.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The table of data sets. */
public final class DatasetRepository {
    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;

    public DatasetRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it was inserted; false if its name or id is taken. */
    public boolean insert(Dataset dataset) {
        Schema schema =
                new Schema(dataset.rows(), dataset.features(), dataset.target(), dataset.task(), dataset.classes());
        // A conflict is no error: one would end the transaction, which may be that of a caller who tries another name.
        return jdbc.sql("""
                        insert into dataset (id, name, fingerprint, schema, size_bytes, source, created_at)
                        values (:id, :name, :fingerprint, :schema::json, :sizeBytes, :source, :createdAt)
                        on conflict do nothing
                        """)
                        .param("id", dataset.id())
                        .param("name", dataset.name())
                        .param("fingerprint", dataset.fingerprint())
                        .param("schema", JSON.writeValueAsString(schema.toJson()))
                        .param("sizeBytes", dataset.sizeBytes())
                        .param("source", dataset.source())
                        .param("createdAt", dataset.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    public Optional<Dataset> find(String idOrName) {
        return jdbc.sql("select * from dataset where id = :key or name = :key order by (id = :key) desc limit 1")
                .param("key", idOrName)
                .query(DatasetRepository::read)
                .optional();
    }

    /** Those of these ids that there are. */
    public Set<String> known(Collection<String> ids) {
        return new HashSet<>(jdbc.sql("select id from dataset where id = any(:ids)")
                .param("ids", ids.toArray(new String[0]))
                .query(String.class)
                .list());
    }

    /** Newest first, after the set that was made at {@code after} and has {@code afterId}. */
    public List<Dataset> list(int limit, @Nullable Instant after, @Nullable String afterId) {
        if (after == null || afterId == null) {
            return jdbc.sql("select * from dataset order by created_at desc, id desc limit :limit")
                    .param("limit", limit)
                    .query(DatasetRepository::read)
                    .list();
        }
        return jdbc.sql("""
                select * from dataset where (created_at, id) < (:after, :id)
                order by created_at desc, id desc limit :limit
                """)
                .param("after", after.atOffset(ZoneOffset.UTC))
                .param("id", afterId)
                .param("limit", limit)
                .query(DatasetRepository::read)
                .list();
    }

    /** Whether there was such a set. */
    public boolean delete(String id) {
        return jdbc.sql("delete from dataset where id = :id").param("id", id).update() > 0;
    }

    private static Dataset read(ResultSet row, int number) throws SQLException {
        Schema schema = Schema.fromJson(JSON.readValue(row.getString("schema"), Map.class));
        return new Dataset(
                row.getString("id"),
                row.getString("name"),
                row.getString("fingerprint"),
                schema.rows(),
                schema.features(),
                schema.target(),
                schema.task(),
                schema.classes(),
                row.getLong("size_bytes"),
                row.getString("source"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
