package dev.descent.jobs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.JobState;
import dev.descent.jobs.queue.QueueState.Seen;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What those who watch see of the queue. */
class QueueStateTest {
    private static final String OTHER = "proj_00000000000000000000000001";
    private static final JdbcClient SQL =
            JdbcClient.create(TestDatabase.migrated().dataSource());

    @BeforeEach
    void empty() {
        SQL.sql("delete from job").update();
        SQL.sql("delete from project where id = ?").param(OTHER).update();
        SQL.sql("insert into project (id, name, created_at, max_running_jobs) values (?, 'other', now(), 1)")
                .param(OTHER)
                .update();
    }

    private static Seen look() {
        QueueState state = new QueueState(SQL);
        Optional<Seen> seen = state.look();
        while (seen.isEmpty()) {
            // It waits for a slow answer no longer than health may.
            seen = state.look();
        }
        return seen.get();
    }

    /** @param reason why it is in this state; null if it was just submitted */
    private static void job(String id, String project, String state, int minutes, @Nullable String reason) {
        boolean held = JobState.ofWire(state).isActive();
        SQL.sql("""
                        insert into job (id, project_id, state, state_reason, created_at, dataset_id, spec, effective_spec, priority,
                            total_steps, steps_per_epoch, worker, lease_until)
                        values (:id, :project, :state, :reason, now() - make_interval(mins => :minutes), 'ds', '{}', '{}', 0, 1, 1,
                            :worker, case when :held then now() end)""")
                .param("id", id)
                .param("project", project)
                .param("state", state)
                .param("reason", reason)
                .param("minutes", minutes)
                .param("worker", held ? "w" : null)
                .param("held", held)
                .update();
    }

    private static void job(String id, String state, int minutes) {
        job(id, "proj_00000000000000000000000000", state, minutes, null);
    }

    private static void assertAge(Duration age, int minutes) {
        assertThat(age).isBetween(Duration.ofMinutes(minutes), Duration.ofMinutes(minutes + 1));
    }

    @Test
    void anEmptyQueueHasNoAge() {
        job("job_1", "succeeded", 90);
        job("job_2", "paused", 90);
        Seen seen = look();
        assertThat(seen.oldest()).isZero();
        assertThat(seen.oldestStartable()).isZero();
        assertThat(seen.jobs()).containsEntry(JobState.QUEUED, 0L).containsEntry(JobState.PAUSED, 1L);
        assertThat(seen.held()).isZero();
    }

    @Test
    void jobsAreCountedByState() {
        job("job_1", "queued", 3);
        job("job_2", "queued", 5);
        job("job_3", "running", 9);
        job("job_4", "pausing", 9);
        job("job_5", "cancelling", 9);
        job("job_6", "failed", 9);
        Seen seen = look();
        assertThat(seen.jobs())
                .containsEntry(JobState.QUEUED, 2L)
                .containsEntry(JobState.RUNNING, 1L)
                .containsEntry(JobState.PAUSING, 1L)
                .containsEntry(JobState.CANCELLING, 1L)
                .containsEntry(JobState.PAUSED, 0L);
        assertThat(seen.held()).isEqualTo(3);
        assertAge(seen.oldest(), 5);
        assertAge(seen.oldestStartable(), 5);
    }

    @Test
    void aJobThatCameBackHasWaitedSinceThen() {
        job("job_1", "proj_00000000000000000000000000", "queued", 600, "resumed by a client");
        SQL.sql("""
                        insert into event (job_id, last_seq, type, data, at) values
                            ('job_1', 1, 'state', array['{}'], array[now() - interval '600 minutes']),
                            ('job_1', 3, 'state', array['{}', '{}'],
                                array[now() - interval '20 minutes', now() - interval '7 minutes']),
                            ('job_1', 4, 'log', array['{}'], array[now()])""").update();
        assertAge(look().oldest(), 7);
    }

    @Test
    void aJobThatItsProjectsLimitHoldsBackIsNotStartable() {
        job("job_1", OTHER, "running", 60, null);
        job("job_2", OTHER, "queued", 50, null);
        job("job_3", "queued", 4);
        Seen seen = look();
        assertAge(seen.oldest(), 50);
        assertAge(seen.oldestStartable(), 4);
        SQL.sql("update job set state = 'succeeded', worker = null, lease_until = null where id = 'job_1'")
                .update();
        assertAge(look().oldestStartable(), 50);
    }

    /** What has ended is never looked at, however much there is. */
    @Test
    void theQueryDoesNotGrowWithWhatHasEnded() {
        SQL.sql("""
                        insert into job (id, project_id, state, created_at, dataset_id, spec, effective_spec, priority, total_steps,
                            steps_per_epoch)
                        select 'job_' || lpad(n::text, 9, '0'), 'proj_00000000000000000000000000', 'succeeded', now(), 'ds',
                            '{}', '{}', 0, 1, 1
                        from generate_series(1, 20000) as n""").update();
        job("job_x", "queued", 1);
        job("job_y", "running", 1);
        SQL.sql("analyze job").update();
        String plan = String.join(
                "\n",
                SQL.sql("explain (analyze, buffers) " + QueueState.QUERY)
                        .query(String.class)
                        .list());
        assertThat(plan).contains("job_queue", "job_held", "job_state").doesNotContain("Seq Scan on job ");
    }
}
