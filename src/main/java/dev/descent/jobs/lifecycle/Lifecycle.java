package dev.descent.jobs.lifecycle;

import dev.descent.jobs.Job;
import dev.descent.jobs.JobNotFound;
import dev.descent.jobs.JobState;
import dev.descent.jobs.TransitionListener;
import dev.descent.jobs.stream.Announcements;
import dev.descent.jobs.stream.Announcements.Topic;
import dev.descent.jobs.stream.EventLog;
import dev.descent.ledger.Reservations;
import dev.descent.projects.ProjectId;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes jobs: the row is locked, the aggregate decides, and every transition becomes an event, and the begin or end of
 * an attempt, in the same transaction, in which listeners are told too. In the transaction that ends a job, what it
 * reserved of a privacy budget and did not spend is released.
 */
@Component
public class Lifecycle {
    private final JobRepository jobs;
    private final EventLog log;
    private final Announcements announcements;
    private final Reservations reservations;
    private final SecretKeys keys;
    private final Attempts attempts;
    private final List<TransitionListener> listeners;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public Lifecycle(
            JobRepository jobs,
            EventLog log,
            Announcements announcements,
            Reservations reservations,
            SecretKeys keys,
            Attempts attempts,
            ObjectProvider<TransitionListener> listeners,
            TransactionTemplate transaction,
            Clock clock) {
        this.jobs = jobs;
        this.log = log;
        this.announcements = announcements;
        this.reservations = reservations;
        this.keys = keys;
        this.attempts = attempts;
        this.listeners = listeners.stream().toList();
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * A new job.
     *
     * @param alongside runs in the same transaction, after the row is there
     * @param answer is asked in the same transaction, when all is written and no worker can see the job yet
     */
    public <T> T create(JobEntity job, Runnable alongside, Supplier<T> answer) {
        T answered = transaction.execute(status -> {
            jobs.save(job);
            jobs.flush();
            alongside.run();
            write(job);
            return answer.get();
        });
        return Objects.requireNonNull(answered);
    }

    /**
     * @return the state that it is in now
     * @throws JobNotFound if the project has no such job
     */
    public JobState change(ProjectId project, String id, BiConsumer<JobEntity, Instant> change) {
        return change(() -> lock(project, id), change);
    }

    /**
     * @return the state that it is in now
     * @throws LeaseLost if the worker does not hold the job any more
     */
    public JobState change(Hold hold, BiConsumer<JobEntity, Instant> change) {
        return change(
                () -> jobs.lock(hold.jobId())
                        .filter(locked -> locked.isHeldBy(hold.worker(), hold.attempt()))
                        .orElseThrow(() -> new LeaseLost(hold)),
                change);
    }

    private JobEntity lock(ProjectId project, String id) {
        return jobs.lock(id).filter(locked -> locked.project().equals(project)).orElseThrow(() -> new JobNotFound(id));
    }

    private JobState change(Supplier<JobEntity> lock, BiConsumer<JobEntity, Instant> change) {
        JobState state = transaction.execute(status -> {
            JobEntity job = lock.get();
            change.accept(job, clock.instant());
            write(job);
            return job.state();
        });
        return Objects.requireNonNull(state);
    }

    /** Changes all jobs that a query locks. */
    public void changeAll(Function<JobRepository, Collection<JobEntity>> query, BiConsumer<JobEntity, Instant> change) {
        transaction.executeWithoutResult(status -> {
            for (JobEntity job : query.apply(jobs)) {
                change.accept(job, clock.instant());
                write(job);
            }
        });
    }

    /**
     * Removes a finished job and all its rows.
     *
     * @return its model, if it has one
     * @throws JobNotFound if the project has no such job
     */
    public Optional<String> delete(ProjectId project, String id) {
        return Objects.requireNonNull(transaction.execute(status -> {
            JobEntity job = lock(project, id);
            job.requireFinished("delete");
            Optional<String> model = Optional.ofNullable(job.modelId());
            reservations.forget(id);
            jobs.delete(job);
            announcements.send(Topic.EVENTS, id);
            return model;
        }));
    }

    private void write(JobEntity job) {
        List<Job.Transition> news = job.takeNews();
        if (news.isEmpty()) {
            return;
        }
        jobs.flush();
        log.append(job.getId(), news.stream().map(EventLog.Entry::transition).toList());
        listeners.forEach(listener -> listener.entered(job.project(), job.getId(), news));
        announcements.send(Topic.EVENTS, job.getId());
        JobState state = news.get(news.size() - 1).state();
        writeAttempt(job, news);
        if (state.isFinal()) {
            reservations.settle(job.getId());
            keys.erase(job.getId());
        }
        if (state == JobState.QUEUED) {
            announcements.send(Topic.QUEUE, job.getId());
        } else if (state == JobState.CANCELLING || state == JobState.PAUSING) {
            announcements.send(Topic.CONTROL, job.getId() + " " + state.wire());
        }
    }

    private void writeAttempt(JobEntity job, List<Job.Transition> news) {
        Instant now = news.get(news.size() - 1).at();
        job.takeAttemptEnd().ifPresent(why -> attempts.end(job.getId(), job.attempt(), why, now));
        String worker = job.worker();
        if (job.state() == JobState.RUNNING && worker != null) {
            attempts.begin(job.getId(), job.attempt(), worker, now);
        }
    }
}
