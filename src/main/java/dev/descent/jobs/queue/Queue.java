package dev.descent.jobs.queue;

import dev.descent.jobs.Job;
import dev.descent.jobs.JobState;
import dev.descent.jobs.lifecycle.Attempts;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.jobs.lifecycle.JobEntity;
import dev.descent.jobs.lifecycle.JobRepository;
import dev.descent.jobs.lifecycle.Lifecycle;
import dev.descent.jobs.run.Claim;
import dev.descent.jobs.run.Control;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The jobs that wait, and those that workers hold. Leases follow the database's clock, which all processes share. */
@Component
public class Queue {
    private static final Logger LOG = LoggerFactory.getLogger(Queue.class);
    /** Of the advisory lock that all claims take. */
    private static final long CLAIMS = 0x436c61696d73L;
    /** Of a job that is given up. */
    private static final int ATTEMPTS_TOLD = 3;

    private final Lifecycle lifecycle;
    private final JdbcClient jdbc;
    private final Attempts attempts;
    private final int mostCrashes;
    private final Dispatch dispatch;
    private final Counter takeovers;

    public Queue(
            Lifecycle lifecycle,
            JdbcClient jdbc,
            Attempts attempts,
            @Value("${descent.max-crashes}") int mostCrashes,
            @Value("${descent.dispatch}") Dispatch dispatch,
            MeterRegistry meters) {
        if (mostCrashes < 1) {
            throw new IllegalArgumentException("descent.max-crashes must be at least 1 but is " + mostCrashes);
        }
        this.lifecycle = lifecycle;
        this.jdbc = jdbc;
        this.attempts = attempts;
        this.mostCrashes = mostCrashes;
        this.dispatch = dispatch;
        this.takeovers = Counter.builder("descent.lease.takeovers")
                .description("Jobs that this process took back from workers that were gone")
                .baseUnit("takeovers")
                .register(meters);
    }

    /** What a heartbeat brings back of a job. */
    public record Beat(String jobId, int attempt, JobState state) {}

    /**
     * Takes the job that should start next.
     *
     * <p>Projects share the workers: the one with the fewest running jobs comes first, and among equals the one whose last
     * turn was the longest time ago. In a project jobs start by priority, then by age, so that no project's priorities
     * hold up another.
     *
     * @param onClaim called before anybody else can see that the job is taken
     */
    public Optional<Claim> claim(String worker, Duration lease, Consumer<Claim> onClaim) {
        return claim(this::lockNext, worker, lease, onClaim);
    }

    /** Takes this job, if it still waits for this attempt; whether its turn has come was decided by who assigned it. */
    public Optional<Claim> claim(Assignment assigned, String worker, Duration lease, Consumer<Claim> onClaim) {
        return claim(waiting(assigned), worker, lease, onClaim);
    }

    private Optional<Claim> claim(
            Function<JobRepository, Collection<JobEntity>> lock,
            String worker,
            Duration lease,
            Consumer<Claim> onClaim) {
        List<Claim> claims = new ArrayList<>();
        lifecycle.changeAll(lock, (job, now) -> {
            job.start(worker, databaseTime().plus(lease), now);
            Claim claim = new Claim(
                    new Hold(job.getId(), worker, job.attempt()),
                    job.project(),
                    job.datasetId(),
                    job.effectiveSpec(),
                    job.crashes(),
                    Duration.ofMillis(job.trainedMillis()),
                    new Control());
            claims.add(claim);
            onClaim.accept(claim);
        });
        return claims.stream().findFirst();
    }

    private Collection<JobEntity> lockNext(JobRepository jobs) {
        // One claim at a time: two at once could both be the last that a project's limit allows.
        jdbc.sql("select pg_advisory_xact_lock(?)")
                .param(CLAIMS)
                .query((row, n) -> CLAIMS)
                .single();
        for (String project : projectsInTurn()) {
            Optional<JobEntity> job = jobs.lockNext(project);
            if (job.isPresent()) {
                jdbc.sql("update project set last_claim = clock_timestamp() where id = ?")
                        .param(project)
                        .update();
                return List.of(job.get());
            }
        }
        return List.of();
    }

    private List<String> projectsInTurn() {
        return jdbc.sql("""
                        select id from (
                            select p.id, p.max_running_jobs, p.last_claim, (
                                select count(*) from job where project_id = p.id
                                and state in ('running', 'pausing', 'cancelling')) as held
                            from project p
                            where exists (select from job where project_id = p.id and state = 'queued')) as waiting
                        where max_running_jobs is null or held < max_running_jobs
                        order by held, last_claim, id""").query(String.class).list();
    }

    /** Renews a worker's leases of these jobs; those that it does not hold any more are missing from the answer. */
    public List<Beat> beat(String worker, Duration lease, Collection<String> jobIds) {
        return jdbc.sql("""
                        update job set lease_until = now() + make_interval(secs => ?)
                        where id = any(?) and worker = ? returning id, attempt, state""")
                .params(lease.toMillis() / 1000.0, jobIds.toArray(new String[0]), worker)
                .query((row, n) -> new Beat(row.getString(1), row.getInt(2), JobState.ofWire(row.getString(3))))
                .list();
    }

    /** Takes jobs back from workers that have not renewed their leases, unless a cluster must be asked what became of them. */
    public void takeBackExpired() {
        takeBackExpired(List.of());
    }

    /** The same, of all but these jobs. */
    public void takeBackExpired(List<String> held) {
        String[] except = held.toArray(String[]::new);
        takeBack(jobs ->
                dispatch == Dispatch.KUBERNETES ? jobs.lockExpiredWithoutPod(except) : jobs.lockExpired(except));
    }

    /** Takes jobs back from all workers: for a process that knows that it is the only one and has just begun. */
    public void takeBackAll() {
        takeBack(JobRepository::lockHeld);
    }

    /**
     * Takes a job back from a worker that is known to be gone, if it still has it.
     *
     * @param blamed whether it may be the job that ended it
     */
    public void takeBack(Assignment from, String why, boolean blamed) {
        lifecycle.changeAll(held(from), (job, now) -> {
            if (blamed) {
                takeovers.increment();
                job.lose(why, mostCrashes, () -> attempts.tell(job.getId(), ATTEMPTS_TOLD), now);
            } else {
                job.interrupt(why, now);
            }
        });
    }

    /** Ends a job whose worker is known to be gone, if it still has it. */
    public void fail(Assignment of, Job.Failure failure) {
        lifecycle.changeAll(held(of), (job, now) -> job.fail(failure, now));
    }

    /** Ends a job that no worker can be had for, if it still waits for this one. */
    public void giveUp(Assignment of, Job.Failure failure) {
        lifecycle.changeAll(waiting(of), (job, now) -> job.failWaiting(failure, now));
    }

    /** What a job waits for, beside its turn. */
    public void explain(Assignment of, String why) {
        lifecycle.changeAll(waiting(of), (job, now) -> job.waitFor(why));
    }

    /** After so many vanished workers a job is given up. */
    public int mostCrashes() {
        return mostCrashes;
    }

    private static Function<JobRepository, Collection<JobEntity>> waiting(Assignment assigned) {
        return locked(assigned, job -> job.state() == JobState.QUEUED && job.attempt() + 1 == assigned.attempt());
    }

    private static Function<JobRepository, Collection<JobEntity>> held(Assignment assigned) {
        return locked(assigned, job -> job.worker() != null && job.attempt() == assigned.attempt());
    }

    private static Function<JobRepository, Collection<JobEntity>> locked(
            Assignment assigned, Predicate<JobEntity> wanted) {
        return jobs -> jobs.lock(assigned.jobId()).filter(wanted).stream().toList();
    }

    private void takeBack(Function<JobRepository, Collection<JobEntity>> which) {
        List<String> taken = new ArrayList<>();
        lifecycle.changeAll(which, (job, now) -> {
            taken.add(job.getId() + " from " + job.worker());
            job.lose(JobEntity.VANISHED, mostCrashes, () -> attempts.tell(job.getId(), ATTEMPTS_TOLD), now);
        });
        takeovers.increment(taken.size());
        taken.forEach(job -> LOG.warn("Took back {}, which is gone", job));
    }

    private Instant databaseTime() {
        return jdbc.sql("select now()").query(Timestamp.class).single().toInstant();
    }
}
