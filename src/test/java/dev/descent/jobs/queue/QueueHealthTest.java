package dev.descent.jobs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is said of jobs that wait. */
class QueueHealthTest {
    private static final JdbcClient SQL =
            JdbcClient.create(TestDatabase.migrated().dataSource());

    @BeforeEach
    void empty() {
        SQL.sql("delete from job").update();
        SQL.sql("delete from dispatch").update();
    }

    private static Health health(Dispatch dispatch) {
        Workers.Vitals vitals = new Workers.Vitals("this", 0, 0, List.of(), Duration.ZERO);
        return new QueueHealth(new QueueState(SQL), () -> vitals, dispatch, 2, SQL).health();
    }

    private static void waits(String id, int minutes) {
        SQL.sql("""
                        insert into job (id, project_id, state, created_at, dataset_id, spec, effective_spec, priority, total_steps,
                            steps_per_epoch)
                        values (?, 'proj_00000000000000000000000000', 'queued', now() - make_interval(mins => ?), 'ds', '{}', '{}', 0, 1, 1)""").params(id, minutes).update();
    }

    private static void pod(String job) {
        SQL.sql("""
                        insert into dispatch (job_id, project_id, attempt, created_at)
                        values (?, 'proj_00000000000000000000000000', 1, now())""").param(job).update();
    }

    private static String remedy(Health health) {
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        return String.valueOf(health.getDetails().get("remedy"));
    }

    @Test
    void withoutAWorkerOneIsAskedFor() {
        waits("a", 5);
        assertThat(remedy(health(Dispatch.LOCAL))).contains("--descent.role=worker");
    }

    @Test
    void aJobThatWaitsForItsPodIsTheClustersMatter() {
        waits("a", 5);
        pod("a");
        Health health = health(Dispatch.KUBERNETES);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails().get("note")).asString().contains("1 jobs wait", "state_reason");
    }

    @Test
    void aJobWaitsWhileThereAreAsManyPodsAsMayBe() {
        waits("a", 5);
        pod("b");
        pod("c");
        assertThat(health(Dispatch.KUBERNETES).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aJobForWhichNobodyAsksTheClusterIsNotWell() {
        waits("a", 5);
        pod("b");
        assertThat(remedy(health(Dispatch.KUBERNETES)))
                .contains("Dispatcher", "service account")
                .doesNotContain("role=worker");
    }

    @Test
    void aMinuteIsNotLong() {
        waits("a", 0);
        assertThat(health(Dispatch.KUBERNETES).getStatus()).isEqualTo(Status.UP);
        assertThat(health(Dispatch.LOCAL).getStatus()).isEqualTo(Status.UP);
    }
}
