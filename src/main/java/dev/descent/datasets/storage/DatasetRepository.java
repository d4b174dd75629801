package dev.descent.datasets.storage;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.canonical.Schema;
import dev.descent.projects.ProjectId;
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

    /**
     * Whether it was inserted; false if its name or id is taken.
     *
     * @param project null for a built-in set
     */
    public boolean insert(@Nullable ProjectId project, Dataset dataset) {
        Schema schema =
                new Schema(dataset.rows(), dataset.features(), dataset.target(), dataset.task(), dataset.classes());
        // A conflict is no error: one would end the transaction, which may be that of a caller who tries another name.
        return jdbc.sql("""
                        insert into dataset (id, project_id, name, fingerprint, schema, size_bytes, source, created_at)
                        values (:id, :project, :name, :fingerprint, :schema::json, :sizeBytes, :source, :createdAt)
                        on conflict do nothing
                        """)
                        .param("id", dataset.id())
                        .param("project", project == null ? null : project.value())
                        .param("name", dataset.name())
                        .param("fingerprint", dataset.fingerprint())
                        .param("schema", JSON.writeValueAsString(schema.toJson()))
                        .param("sizeBytes", dataset.sizeBytes())
                        .param("source", dataset.source())
                        .param("createdAt", dataset.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    /** Whether any project has it, or it is a built-in set. */
    public boolean exists(String id) {
        return jdbc.sql("select exists (select from dataset where id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    /** Of the project's sets and the built-in ones. */
    public Optional<Dataset> find(ProjectId project, String idOrName) {
        return jdbc.sql("""
                        select * from dataset
                        where (id = :key or name = :key) and (project_id = :project or project_id is null)
                        order by (id = :key) desc limit 1
                        """)
                .param("key", idOrName)
                .param("project", project.value())
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

    public Optional<Dataset> findBuiltIn(String id) {
        return jdbc.sql("select * from dataset where id = ? and project_id is null")
                .param(id)
                .query(DatasetRepository::read)
                .optional();
    }

    /** The project's sets and the built-in ones, newest first, after the set that was made at {@code after}. */
    public List<Dataset> list(ProjectId project, int limit, @Nullable Instant after, @Nullable String afterId) {
        boolean fromTheNewest = after == null || afterId == null;
        String page = (fromTheNewest ? "" : "and (created_at, id) < (:after, :id)")
                + " order by created_at desc, id desc limit :limit";
        JdbcClient.StatementSpec query = jdbc.sql("select * from ((select * from dataset where project_id = :project "
                        + page + ") union all (select * from dataset where project_id is null " + page
                        + ")) as listed order by created_at desc, id desc limit :limit")
                .param("project", project.value())
                .param("limit", limit);
        if (after != null && afterId != null) {
            query = query.param("after", after.atOffset(ZoneOffset.UTC)).param("id", afterId);
        }
        return query.query(DatasetRepository::read).list();
    }

    /** Whether the project had such a set. */
    public boolean delete(ProjectId project, String id) {
        return jdbc.sql("delete from dataset where id = ? and project_id = ?")
                        .params(id, project.value())
                        .update()
                > 0;
    }

    /** Whether there was such a built-in set. */
    public boolean deleteBuiltIn(String id) {
        return jdbc.sql("delete from dataset where id = ? and project_id is null")
                        .param(id)
                        .update()
                > 0;
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
