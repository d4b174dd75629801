package dev.descent.jobs.lifecycle;

import dev.descent.jobs.InvalidTransition;
import dev.descent.jobs.Job;
import dev.descent.jobs.JobState;
import dev.descent.projects.ProjectId;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/**
 * A job, as far as its life is concerned: every change of its state is a method here, and is remembered until
 * {@link Lifecycle} has written it down. Progress and events are columns of the same row that are not mapped.
 */
@Entity
@Table(name = "job")
@DynamicUpdate
@SuppressWarnings("UnusedVariable") // Hibernate reads the fields.
public class JobEntity implements Persistable<String> {
    public static final String VANISHED = "its worker vanished";
    private static final String CANCELLED = "cancelled by a client";
    private static final String PAUSED = "paused by a client";

    @Id
    private String id = "";

    private @Nullable String name;

    @Convert(converter = JobStateConverter.class)
    private JobState state = JobState.QUEUED;

    private @Nullable String stateReason;
    private Instant createdAt = Instant.EPOCH;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private String projectId = "";
    private String datasetId = "";
    private String spec = "";
    private String effectiveSpec = "";
    private int priority;
    private long totalSteps;
    private long stepsPerEpoch;
    private @Nullable String errorCode;
    private @Nullable String errorMessage;
    private @Nullable String errorPointer;
    private @Nullable String modelId;
    private int attempt;
    private @Nullable String worker;
    private @Nullable Instant leaseUntil;
    private int crashes;

    /** The step that the row had when it was loaded; written elsewhere. */
    @Column(insertable = false, updatable = false)
    private long step;

    @Column(insertable = false, updatable = false)
    private long trainedMillis;

    private @Nullable Instant attemptAt;
    private long attemptStep;

    @Transient
    private boolean stored;

    @Transient
    private final List<Job.Transition> news = new ArrayList<>();

    @Transient
    private @Nullable String attemptEnd;

    protected JobEntity() {}

    /** A new job, waiting. */
    public JobEntity(String id, JobOrder order, Instant now) {
        this.id = id;
        this.name = order.name();
        this.projectId = order.project().value();
        this.datasetId = order.datasetId();
        this.spec = order.spec();
        this.effectiveSpec = order.effectiveSpec();
        this.priority = order.priority();
        this.totalSteps = order.totalSteps();
        this.stepsPerEpoch = order.stepsPerEpoch();
        this.createdAt = now;
        enter(JobState.QUEUED, now, null);
    }

    /** A worker takes it. */
    public void start(String byWorker, Instant until, Instant now) {
        require("start", JobState.QUEUED);
        attempt++;
        worker = byWorker;
        leaseUntil = until;
        attemptAt = now;
        attemptStep = step;
        if (startedAt == null) {
            startedAt = now;
        }
        enter(JobState.RUNNING, now, null);
    }

    public void cancel(Instant now) {
        if (state == JobState.QUEUED || state == JobState.PAUSED) {
            finish(JobState.CANCELLED, now, CANCELLED, CANCELLED);
        } else if (state == JobState.RUNNING || state == JobState.PAUSING) {
            enter(JobState.CANCELLING, now, CANCELLED);
        } else if (state != JobState.CANCELLING) {
            throw new InvalidTransition(state, "cancel");
        }
    }

    public void pause(Instant now) {
        if (state == JobState.QUEUED) {
            enter(JobState.PAUSED, now, PAUSED);
        } else if (state == JobState.RUNNING) {
            enter(JobState.PAUSING, now, PAUSED);
        } else if (state != JobState.PAUSING) {
            throw new InvalidTransition(state, "pause");
        }
    }

    public void resume(Instant now) {
        require("resume", JobState.PAUSED);
        enter(JobState.QUEUED, now, "resumed by a client");
    }

    /** The worker kept the whole state and let go: because a client asked for a pause, or because it must shut down. */
    public void stop(Instant now) {
        if (!yieldToCancel(now, CANCELLED)) {
            JobState next = state == JobState.PAUSING ? JobState.PAUSED : JobState.QUEUED;
            String reason = state == JobState.PAUSING ? PAUSED : "handed over by a worker that shut down";
            require("stop", JobState.RUNNING, JobState.PAUSING);
            release(reason);
            enter(next, now, reason);
        }
    }

    /** The worker has noticed that it should end. */
    public void cancelled(Instant now) {
        require("end", JobState.CANCELLING);
        finish(JobState.CANCELLED, now, CANCELLED, CANCELLED);
    }

    /** There is a model; but if a client cancelled the job before, it is cancelled, and the model must go. */
    public void succeed(String model, @Nullable String reason, Instant now) {
        if (!yieldToCancel(now, CANCELLED)) {
            require("succeed", JobState.RUNNING, JobState.PAUSING);
            modelId = model;
            finish(JobState.SUCCEEDED, now, reason, "succeeded");
        }
    }

    public void fail(Job.Failure failure, Instant now) {
        if (!yieldToCancel(now, CANCELLED)) {
            require("fail", JobState.RUNNING, JobState.PAUSING);
            fail(failure, now, "failed: " + failure.message());
        }
    }

    private void fail(Job.Failure failure, Instant now, String why) {
        errorCode = failure.code();
        errorMessage = failure.message();
        errorPointer = failure.pointer();
        finish(JobState.FAILED, now, failure.message(), why);
    }

    /**
     * The worker vanished.
     *
     * @param why it did, as far as that is known
     * @param mostCrashes after so many vanished workers the job is given up: it may be what kills them
     * @param attempts tells of the last ones, should it be given up
     */
    public void lose(String why, int mostCrashes, Supplier<String> attempts, Instant now) {
        require("lose", JobState.RUNNING, JobState.PAUSING, JobState.CANCELLING);
        boolean blamed = state != JobState.CANCELLING;
        crashes += blamed ? 1 : 0;
        if (blamed && crashes >= mostCrashes) {
            String message = "its worker vanished " + crashes + " times; it is not tried again: " + attempts.get();
            fail(new Job.Failure("worker_lost", message, null), now, why);
        } else {
            interrupt(why, now);
        }
    }

    /** The worker is gone through no fault of the job's. */
    public void interrupt(String why, Instant now) {
        if (!yieldToCancel(now, why)) {
            require("interrupt", JobState.RUNNING, JobState.PAUSING);
            boolean pausing = state == JobState.PAUSING;
            release(why);
            enter(pausing ? JobState.PAUSED : JobState.QUEUED, now, pausing ? why + " while it was pausing" : why);
        }
    }

    /** What it waits for, beside its turn. */
    public void waitFor(@Nullable String what) {
        if (state == JobState.QUEUED) {
            stateReason = what;
        }
    }

    /** No worker can be had for it. */
    public void failWaiting(Job.Failure failure, Instant now) {
        require("fail", JobState.QUEUED);
        fail(failure, now, failure.message());
    }

    private boolean yieldToCancel(Instant now, String why) {
        if (state == JobState.CANCELLING) {
            finish(JobState.CANCELLED, now, CANCELLED, why);
            return true;
        }
        return false;
    }

    /** @throws InvalidTransition if it is not finished */
    public void requireFinished(String wanted) {
        if (!state.isFinal()) {
            throw new InvalidTransition(state, wanted);
        }
    }

    private void require(String wanted, JobState... allowed) {
        if (!List.of(allowed).contains(state)) {
            throw new InvalidTransition(state, wanted);
        }
    }

    /** @param why the present attempt ends, if there is one */
    private void finish(JobState last, Instant now, @Nullable String reason, String why) {
        release(why);
        finishedAt = now;
        enter(last, now, reason);
    }

    private void release(String why) {
        if (worker != null) {
            attemptEnd = why;
        }
        worker = null;
        leaseUntil = null;
        attemptAt = null;
    }

    private void enter(JobState next, Instant now, @Nullable String reason) {
        state = next;
        stateReason = reason;
        news.add(new Job.Transition(next, now, reason));
    }

    /** The transitions since it was loaded, or since the last call. */
    public List<Job.Transition> takeNews() {
        List<Job.Transition> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    /** Why the attempt ended that was under way when it was loaded, or at the last call; empty if it did not. */
    public Optional<String> takeAttemptEnd() {
        Optional<String> taken = Optional.ofNullable(attemptEnd);
        attemptEnd = null;
        return taken;
    }

    /** Whether this worker holds it, and took it at this attempt. */
    public boolean isHeldBy(String someWorker, int itsAttempt) {
        return someWorker.equals(worker) && attempt == itsAttempt;
    }

    @Override
    public String getId() {
        return id;
    }

    public JobState state() {
        return state;
    }

    public int attempt() {
        return attempt;
    }

    public int crashes() {
        return crashes;
    }

    public ProjectId project() {
        return new ProjectId(projectId);
    }

    public String datasetId() {
        return datasetId;
    }

    public String effectiveSpec() {
        return effectiveSpec;
    }

    public @Nullable String modelId() {
        return modelId;
    }

    public long trainedMillis() {
        return trainedMillis;
    }

    public @Nullable String worker() {
        return worker;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void markStored() {
        stored = true;
    }
}
