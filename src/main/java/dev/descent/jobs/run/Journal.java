package dev.descent.jobs.run;

import dev.descent.artifacts.Checkpoints;
import dev.descent.jobs.lifecycle.Attempts;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.jobs.lifecycle.LeaseLost;
import dev.descent.jobs.metrics.MetricPoint;
import dev.descent.jobs.metrics.MetricStore;
import dev.descent.jobs.stream.Announcements;
import dev.descent.jobs.stream.Announcements.Topic;
import dev.descent.jobs.stream.EventLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a worker writes about a job while it runs. Every write is fenced: it counts only while the worker holds the job.
 */
@Component
public class Journal {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final EventLog log;
    private final MetricStore metrics;
    private final Attempts attempts;
    private final Announcements announcements;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public Journal(
            JdbcClient jdbc,
            EventLog log,
            MetricStore metrics,
            Attempts attempts,
            Announcements announcements,
            TransactionTemplate transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.log = log;
        this.metrics = metrics;
        this.attempts = attempts;
        this.announcements = announcements;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Before a worker goes on from a step, 0 at the beginning.
     *
     * @param anew whether it will measure other values than the worker before it at the same steps: then those that came
     *     after this step are withdrawn
     * @throws LeaseLost if the worker does not hold the job any more
     */
    void goOn(Hold hold, long step, boolean anew) {
        boolean withdrawn = Boolean.TRUE.equals(transaction.execute(status -> {
            fence(hold);
            jdbc.sql("update job set step = ?, attempt_step = ? where id = ?")
                    .params(step, step, hold.jobId())
                    .update();
            attempts.goOn(hold, step);
            return anew && withdraw(hold.jobId(), step);
        }));
        if (withdrawn) {
            announcements.send(Topic.EVENTS, hold.jobId());
        }
    }

    private boolean withdraw(String jobId, long step) {
        Map<String, Optional<Double>> remaining = metrics.withdraw(jobId, step);
        if (remaining.isEmpty()) {
            return false;
        }
        ObjectNode latest = (ObjectNode) JSON.readTree(latestMetrics(jobId));
        remaining.forEach((name, value) ->
                value.ifPresentOrElse(last -> Recorder.put(latest, name, last), () -> latest.remove(name)));
        jdbc.sql("update job set latest_metrics = ? where id = ?")
                .params(latest.toString(), jobId)
                .update();
        Instant now = clock.instant();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("after_step", step);
        data.put("at", now.toString());
        log.append(jobId, List.of(new EventLog.Entry("metrics_withdrawn", data, now)));
        return true;
    }

    /**
     * How far a job is.
     *
     * @param trained time spent training, in all attempts
     * @param latest the last value of every metric
     */
    record Progress(long step, Duration trained, ObjectNode latest) {}

    /**
     * What is written at once.
     *
     * @param number one more than that of the write before; where it is not known whether a write has happened, the same
     *     is tried again
     */
    record Write(long number, Progress progress, List<EventLog.Entry> entries, List<MetricPoint> points) {}

    /** The number of the last write of a job. */
    long lastWrite(String jobId) {
        return jdbc.sql("select write_number from job where id = ?")
                .param(jobId)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /**
     * Writes, if that has not happened before.
     *
     * @throws LeaseLost if the worker does not hold the job any more; nothing was written then
     */
    void write(Hold hold, Write write) {
        List<EventLog.Entry> entries = write.entries();
        Progress progress = write.progress();
        transaction.executeWithoutResult(status -> {
            Optional<Long> last = jdbc.sql("""
                            update job set write_number = ?, last_event = last_event + ?, step = ?, latest_metrics = ?,
                                trained_millis = ?, progress_at = ?
                            where id = ? and worker = ? and attempt = ? and write_number < ? returning last_event""")
                    .params(
                            write.number(),
                            entries.size(),
                            progress.step(),
                            progress.latest().toString(),
                            progress.trained().toMillis(),
                            Timestamp.from(clock.instant()),
                            hold.jobId(),
                            hold.worker(),
                            hold.attempt(),
                            write.number())
                    .query(Long.class)
                    .optional();
            if (last.isEmpty()) {
                // It has happened, or somebody else holds the job.
                fence(hold);
                return;
            }
            if (!entries.isEmpty()) {
                log.insert(hold.jobId(), last.get(), entries);
            }
            if (!write.points().isEmpty()) {
                metrics.append(hold.jobId(), write.points());
            }
        });
        if (!entries.isEmpty()) {
            announcements.send(Topic.EVENTS, hold.jobId());
        }
    }

    /** Adds an event that is no progress. */
    void log(Hold hold, String message) {
        transaction.executeWithoutResult(status -> {
            fence(hold);
            log.append(hold.jobId(), List.of(EventLog.Entry.log(message)));
        });
        announcements.send(Topic.EVENTS, hold.jobId());
    }

    /**
     * Makes a checkpoint known.
     *
     * @param keep how many of the newest remain known
     * @return those that are not known any more
     */
    List<Checkpoints.Stored> checkpoint(Hold hold, Checkpoints.Stored stored, int keep) {
        Instant now = clock.instant();
        List<Checkpoints.Stored> dropped = transaction.execute(status -> {
            fence(hold);
            List<Checkpoints.Stored> gone = new ArrayList<>(replaced(hold.jobId(), stored));
            // Nothing is changed, or told, if this has happened before and only the answer was lost.
            int changed = jdbc.sql("""
                            insert into checkpoint (job_id, project_id, step, file, size_bytes, digest, created_at)
                            select id, project_id, ?, ?, ?, ?, ? from job where id = ? on conflict (job_id, step) do update
                            set file = excluded.file, size_bytes = excluded.size_bytes, digest = excluded.digest
                            where checkpoint.file <> excluded.file or checkpoint.digest <> excluded.digest""")
                    .params(
                            stored.step(),
                            stored.file(),
                            stored.sizeBytes(),
                            stored.digest(),
                            Timestamp.from(now),
                            hold.jobId())
                    .update();
            if (changed > 0) {
                log.append(hold.jobId(), List.of(checkpointEvent(stored, now)));
            }
            gone.addAll(jdbc.sql("""
                            delete from checkpoint where job_id = ? and step <=
                                (select step from checkpoint where job_id = ? order by step desc offset ? limit 1)
                            returning file, step, size_bytes, digest""")
                    .params(hold.jobId(), hold.jobId(), keep)
                    .query(Journal::stored)
                    .list());
            return gone;
        });
        announcements.send(Topic.EVENTS, hold.jobId());
        return dropped == null ? List.of() : dropped;
    }

    /** The file of the same step that was known before. */
    private List<Checkpoints.Stored> replaced(String jobId, Checkpoints.Stored by) {
        return jdbc.sql(
                        "select file, step, size_bytes, digest from checkpoint where job_id = ? and step = ? and file <> ?")
                .params(jobId, by.step(), by.file())
                .query(Journal::stored)
                .list();
    }

    private static EventLog.Entry checkpointEvent(Checkpoints.Stored stored, Instant now) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("step", stored.step());
        data.put("size_bytes", stored.sizeBytes());
        data.put("digest", stored.digest());
        return new EventLog.Entry("checkpoint", data, now);
    }

    /** Newest first. */
    List<Checkpoints.Stored> checkpoints(String jobId) {
        return jdbc.sql("select file, step, size_bytes, digest from checkpoint where job_id = ? order by step desc")
                .param(jobId)
                .query(Journal::stored)
                .list();
    }

    /** A checkpoint that turned out to be damaged is not known any more. */
    void dropCheckpoint(Hold hold, Checkpoints.Stored stored, String why) {
        transaction.executeWithoutResult(status -> {
            fence(hold);
            jdbc.sql("delete from checkpoint where job_id = ? and step = ?")
                    .params(hold.jobId(), stored.step())
                    .update();
            log.append(hold.jobId(), List.of(EventLog.Entry.log(why)));
        });
        announcements.send(Topic.EVENTS, hold.jobId());
    }

    /** The last step of every metric that was recorded. */
    Map<String, Long> lastSteps(String jobId) {
        return metrics.lastSteps(jobId);
    }

    String latestMetrics(String jobId) {
        return jdbc.sql("select latest_metrics from job where id = ?")
                .param(jobId)
                .query(String.class)
                .single();
    }

    /** Locks the job's row in the caller's transaction. */
    void fence(Hold hold) {
        boolean held = jdbc.sql("select 1 from job where id = ? and worker = ? and attempt = ? for update")
                .params(hold.jobId(), hold.worker(), hold.attempt())
                .query(Integer.class)
                .optional()
                .isPresent();
        if (!held) {
            throw new LeaseLost(hold);
        }
    }

    private static Checkpoints.Stored stored(ResultSet row, int n) throws SQLException {
        return new Checkpoints.Stored(row.getString(1), row.getLong(2), row.getLong(3), row.getString(4));
    }
}
