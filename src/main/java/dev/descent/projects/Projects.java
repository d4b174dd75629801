package dev.descent.projects;

import dev.descent.spec.Ids;
import dev.descent.spec.InvalidOptions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The projects of the service. */
@Component
public class Projects {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Ids ids = new Ids();

    public Projects(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @throws InvalidOptions at {@code /name} if it breaks the rule or is taken */
    public Project create(ProjectRequest request) {
        if (!NAME.matcher(request.name()).matches()) {
            throw new InvalidOptions(
                    "/name",
                    "invalid_name",
                    "must be lower-case letters, digits and hyphens, at most 63, beginning with a letter, but is \""
                            + request.name() + "\"");
        }
        // PostgreSQL keeps microseconds.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Project project = new Project(new ProjectId(ids.next("proj", now)), request.name(), request.limits(), now);
        try {
            jdbc.sql("""
                            insert into project (id, name, created_at, max_queued_jobs, max_running_jobs, max_stored_bytes,
                                max_requests_per_second)
                            values (:id, :name, :at, :queued, :running, :bytes, :requests)""")
                    .param("id", project.id().value())
                    .param("name", project.name())
                    .param("at", Timestamp.from(now))
                    .params(named(request.limits()))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new InvalidOptions(
                    "/name", "name_taken", "there is a project with the name \"" + request.name() + "\"");
        }
        return project;
    }

    private static Map<String, @Nullable Object> named(ProjectLimits limits) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("queued", limits.maxQueuedJobs());
        parameters.put("running", limits.maxRunningJobs());
        parameters.put("bytes", limits.maxStoredBytes());
        parameters.put("requests", limits.maxRequestsPerSecond());
        return parameters;
    }

    public Optional<Project> find(String idOrName) {
        return jdbc.sql("select * from project where id = :key or name = :key")
                .param("key", idOrName)
                .query(Projects::read)
                .optional();
    }

    /** By id, which sorts by age, after this one; the oldest first. */
    public List<Project> list(int limit, @Nullable String after) {
        return jdbc.sql("select * from project where id > ? order by id limit ?")
                .params(after == null ? "" : after, limit)
                .query(Projects::read)
                .list();
    }

    /**
     * Takes the place of the limits that it has.
     *
     * @throws ProjectNotFound if there is none
     */
    public Project limit(ProjectId id, ProjectLimits limits) {
        jdbc.sql("""
                        update project set max_queued_jobs = :queued, max_running_jobs = :running,
                            max_stored_bytes = :bytes, max_requests_per_second = :requests
                        where id = :id""").param("id", id.value()).params(named(limits)).update();
        return find(id.value()).orElseThrow(() -> new ProjectNotFound(id.value()));
    }

    /**
     * Deletes a project that has no jobs, data sets, keys or webhooks. Its privacy ledgers and its audit log stay.
     *
     * @throws ProjectNotFound if there is none
     * @throws ProjectInUse if it still has something, or is the one that is there from the beginning
     */
    public void delete(ProjectId id) {
        if (id.equals(ProjectId.DEFAULT)) {
            throw new ProjectInUse("the project that is there from the beginning cannot be deleted");
        }
        try {
            if (jdbc.sql("delete from project where id = ?").param(id.value()).update() == 0) {
                throw new ProjectNotFound(id.value());
            }
        } catch (DataIntegrityViolationException e) {
            throw new ProjectInUse("the project still has jobs, data sets, keys or webhooks; delete these first");
        }
    }

    /** What the project uses now. */
    public Usage usage(ProjectId id) {
        return jdbc.sql("""
                        select
                            (select count(*) from job where project_id = :id and state = 'queued') as queued,
                            (select count(*) from job where project_id = :id
                                and state in ('running', 'pausing', 'cancelling')) as running,
                            coalesce((select stored_bytes from project_storage where project_id = :id), 0) as stored""")
                .param("id", id.value())
                .query((row, n) -> new Usage(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single();
    }

    private static Project read(ResultSet row, int number) throws SQLException {
        return new Project(
                new ProjectId(row.getString("id")),
                row.getString("name"),
                new ProjectLimits(
                        row.getObject("max_queued_jobs", Integer.class),
                        row.getObject("max_running_jobs", Integer.class),
                        row.getObject("max_stored_bytes", Long.class),
                        row.getObject("max_requests_per_second", Double.class)),
                row.getTimestamp("created_at").toInstant());
    }
}
