package dev.descent.projects;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether a project has room for more. */
@Component
public class Quotas {
    private final JdbcClient jdbc;

    public Quotas(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Whether the jobs that wait are no more than the limit, in the transaction that has just added one. Submissions to a
     * project that has a limit wait for each other, so that it is kept exactly.
     *
     * @throws QueueFull if they are more
     */
    public void requireRoomInQueue(ProjectId project) {
        Optional<Integer> limit =
                jdbc.sql("""
                        select max_queued_jobs from project where id = ? and max_queued_jobs is not null""").param(project.value()).query(Integer.class).optional();
        if (limit.isPresent()) {
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                    .param("queue of " + project)
                    .query((row, n) -> true)
                    .single();
            long waiting = jdbc.sql("""
                            select count(*) from (
                                select from job where project_id = ? and state = 'queued' limit ?) as queued""")
                    .params(project.value(), limit.get() + 1L)
                    .query(Long.class)
                    .single();
            if (waiting > limit.get()) {
                throw new QueueFull(limit.get());
            }
        }
    }

    private record Storage(long limit, long stored) {}

    /**
     * Whether so many bytes more fit; with none, whether the limit is not reached. Two that ask at once may both fit, and
     * together go beyond it.
     *
     * @throws StorageExhausted if not
     */
    public void requireStorage(ProjectId project, long more) {
        jdbc.sql("""
                        select p.max_stored_bytes, coalesce(s.stored_bytes, 0)
                        from project p left join project_storage s on s.project_id = p.id
                        where p.id = ? and p.max_stored_bytes is not null""")
                .param(project.value())
                .query((row, n) -> new Storage(row.getLong(1), row.getLong(2)))
                .optional()
                .filter(storage -> storage.stored() + Math.max(1, more) > storage.limit())
                .ifPresent(storage -> {
                    throw new StorageExhausted(storage.limit(), storage.stored(), more);
                });
    }
}
