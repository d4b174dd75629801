package dev.descent.jobs.lifecycle;

import dev.descent.jobs.JobAttempt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How each attempt at a job went. All is written in transactions of callers, who hold the job's row. */
@Component
public class Attempts {
    private final JdbcClient jdbc;

    Attempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void begin(String jobId, int number, String worker, Instant now) {
        jdbc.sql("insert into attempt (job_id, number, worker, started_at) values (?, ?, ?, ?)")
                .params(jobId, number, worker, Timestamp.from(now))
                .update();
    }

    void end(String jobId, int number, String reason, Instant now) {
        jdbc.sql("""
                        update attempt set ended_at = ?, last_step = job.step, reason = ?
                        from job where job.id = job_id and job_id = ? and number = ?""").params(Timestamp.from(now), reason, jobId, number).update();
    }

    /** The worker knows from which step it goes on. */
    public void goOn(Hold hold, long step) {
        jdbc.sql("update attempt set first_step = ? where job_id = ? and number = ?")
                .params(step, hold.jobId(), hold.attempt())
                .update();
    }

    /** Newest first. */
    public List<JobAttempt> list(String jobId) {
        return newest(jobId, Integer.MAX_VALUE);
    }

    private List<JobAttempt> newest(String jobId, int most) {
        return jdbc.sql("""
                        select number, a.worker, a.started_at, ended_at, first_step, coalesce(last_step, step), reason
                        from attempt a join job on job.id = job_id
                        where job_id = ? order by number desc limit ?""").params(jobId, most).query(Attempts::read).list();
    }

    /** The newest of a job whose worker has just vanished, in words, oldest first. */
    public String tell(String jobId, int most) {
        List<String> words = new ArrayList<>();
        for (JobAttempt attempt : newest(jobId, most)) {
            String reason = attempt.reason();
            words.add(
                    0,
                    "attempt " + attempt.number() + " by " + attempt.worker() + " ended at step " + attempt.lastStep()
                            + ": " + (reason == null ? JobEntity.VANISHED : reason));
        }
        return String.join("; ", words);
    }

    private static JobAttempt read(ResultSet row, int n) throws SQLException {
        Timestamp ended = row.getTimestamp(4);
        return new JobAttempt(
                "attempt",
                row.getInt(1),
                row.getString(2),
                row.getTimestamp(3).toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getObject(5, Long.class),
                row.getLong(6),
                row.getString(7));
    }
}
