package dev.descent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What must hold of the database and the files once all jobs have ended. */
final class Aftermath {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    private final Database database;
    private final Artifacts artifacts;

    Aftermath(Database database, Artifacts artifacts) {
        this.database = database;
        this.artifacts = artifacts;
    }

    void check(int jobs) {
        assertThat(database.count("select count(*) from job")).isEqualTo(jobs);
        assertThat(database.count("select count(*) from model")).isEqualTo(jobs);
        none("jobs that a worker holds", "select id from job where worker is not null or state <> 'succeeded'");
        checkAttempts();
        checkLedgers();
        checkFiles();
    }

    private void none(String what, String sql) {
        assertThat(database.texts(sql)).as(what).isEmpty();
    }

    private void checkAttempts() {
        none("attempts that have not ended", "select job_id from attempt where ended_at is null");
        none(
                "jobs with attempts missing",
                "select id from job where attempt <> (select count(*) from attempt where job_id = id)");
        none("jobs whose crashes are not as many as their attempts say", """
                select id from job where crashes <>
                    (select count(*) from attempt where job_id = id and reason = 'its worker vanished')""");
        none(
                "attempts that went on from a step that was not reached",
                "select a.job_id from attempt a join attempt b on b.job_id = a.job_id and b.number = a.number - 1"
                        + " where a.first_step > b.last_step");
    }

    private void checkLedgers() {
        none("ledgers with reservations of jobs that ended", "select id from ledger where reserved <> 0");
        none("ledgers in which less or more is spent than was charged", """
                select id from ledger where spent <>
                    (select coalesce(sum(price * spent_events), 0) from ledger_total where ledger_id = id)""");
        none("totals with reserved events", "select event from ledger_total where reserved_events <> 0");
        none("totals that are not the sum of their jobs", """
                select event from ledger_total t where spent_events <>
                    (select sum(charged_steps / steps_per_event) from ledger_reservation r
                     where r.ledger_id = t.ledger_id and r.event = t.event)""");
        none("jobs that are not settled", "select job_id from ledger_reservation where settled_at is null");
        none("jobs that took more steps than they paid", """
                select job_id from ledger_reservation join job on job.id = job_id where charged_steps < step""");
        none("jobs whose history says something else", """
                select job_id from ledger_reservation r where charged_steps <>
                    (select sum(steps) from ledger_entry e where e.job_id = r.job_id and type = 'charged')""");
        none("keys of jobs that ended", "select job_id from job_key");
    }

    /** The processes sweep by themselves, what is some seconds old. */
    private void checkFiles() {
        long end = System.nanoTime() + PATIENCE;
        while (!orphans().isEmpty() && System.nanoTime() < end) {
            Api.pause();
        }
        assertThat(orphans()).as("files without rows").isEmpty();
        assertThat(missing()).as("rows without files").isEmpty();
    }

    private Set<String> orphans() {
        Set<String> left = artifacts.all();
        left.removeAll(rows());
        return left;
    }

    private Set<String> missing() {
        Set<String> left = rows();
        left.removeAll(artifacts.kept());
        return left;
    }

    private Set<String> rows() {
        return new TreeSet<>(database.texts("""
                select 'jobs/' || job_id || '/checkpoints/' || file from checkpoint
                union select 'models/' || id || '/' || (file ->> 'name')
                    from model, json_array_elements(document::json -> 'files') as file
                union select 'datasets/' || id from dataset"""));
    }
}
