package dev.descent.jobs;

import dev.descent.artifacts.Checkpoints;
import dev.descent.artifacts.Models;
import dev.descent.catalog.SpecWriter;
import dev.descent.jobs.lifecycle.Attempts;
import dev.descent.jobs.lifecycle.JobEntity;
import dev.descent.jobs.lifecycle.JobOrder;
import dev.descent.jobs.lifecycle.Lifecycle;
import dev.descent.ledger.BudgetExhausted;
import dev.descent.ledger.Quote;
import dev.descent.projects.ProjectId;
import dev.descent.projects.QueueFull;
import dev.descent.projects.Quotas;
import dev.descent.spec.Ids;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The jobs of the service. */
@Component
public class Jobs {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Pattern ID = Pattern.compile("job_[0-9A-Z]{26}");

    private final Planner planner;
    private final SpecWriter writer;
    private final Admission admission;
    private final SourceRecords sources;
    private final Lifecycle lifecycle;
    private final JobViews views;
    private final Idempotency idempotency;
    private final Checkpoints checkpoints;
    private final Models models;
    private final Quotas quotas;
    private final Attempts attempts;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Ids ids = new Ids();

    Jobs(
            Planner planner,
            SpecWriter writer,
            Admission admission,
            SourceRecords sources,
            Lifecycle lifecycle,
            JobViews views,
            Idempotency idempotency,
            Checkpoints checkpoints,
            Models models,
            Quotas quotas,
            Attempts attempts,
            JdbcClient jdbc,
            Clock clock) {
        this.planner = planner;
        this.writer = writer;
        this.admission = admission;
        this.sources = sources;
        this.lifecycle = lifecycle;
        this.views = views;
        this.idempotency = idempotency;
        this.checkpoints = checkpoints;
        this.models = models;
        this.quotas = quotas;
        this.attempts = attempts;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Puts a job into the queue, after checking all that can be known before it runs.
     *
     * @param idempotencyKey the client's name for this request: the same key with the same spec answers the first job
     * @throws InvalidSpec with a pointer for every fault
     * @throws UnknownDataset if that is the only fault
     * @throws IdempotencyConflict if the key came with another spec before
     * @throws BudgetExhausted if the privacy budget of the data does not cover what the job may spend
     * @throws QueueFull if as many jobs of the project wait as may
     * @throws dev.descent.projects.StorageExhausted if the project keeps as many bytes as it may
     */
    public Submission submit(ProjectId project, JsonNode spec, @Nullable String idempotencyKey) {
        Idempotency.Request request =
                idempotencyKey == null ? null : Idempotency.request(project, idempotencyKey, spec);
        Optional<Submission> earlier = earlier(request);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        quotas.requireStorage(project, 0);
        Plan plan = planner.plan(project, spec);
        admission.prepare(plan);
        Instant now = clock.instant();
        String id = ids.next("job", now);
        try {
            // Before the job can be seen: from then on nothing that it needs may be missing.
            sources.keep(id, plan);
            Job job = lifecycle.create(
                    new JobEntity(id, order(spec, plan), now),
                    () -> {
                        plan.effective().labels().forEach((key, value) -> addLabel(id, key, value));
                        if (request != null) {
                            idempotency.remember(request, id, now);
                        }
                        quotas.requireRoomInQueue(project);
                        // Last: the same request may have been admitted before, and other jobs wait meanwhile.
                        admission.admit(id, plan);
                    },
                    () -> get(project, id));
            return new Submission(job, true);
        } catch (Idempotency.Repeated e) {
            deleteKept(id, plan);
            return earlier(request).orElseThrow(() -> e);
        } catch (BudgetExhausted e) {
            deleteKept(id, plan);
            throw admission.withReport(e, plan);
        } catch (InvalidOptions | QueueFull e) {
            // Not after other failures: if the database broke, the job may be there and need what it keeps.
            deleteKept(id, plan);
            throw e;
        }
    }

    private void deleteKept(String id, Plan plan) {
        if (!plan.effective().training().sourceJobs().isEmpty()) {
            deleteFiles(id, () -> checkpoints.deleteAll(id));
        }
    }

    /** What cannot be deleted now is found by the sweep for leftovers. */
    private static void deleteFiles(String id, Runnable deletion) {
        try {
            deletion.run();
        } catch (UncheckedIOException e) {
            LOG.warn("Files of {} remain: {}", id, e.getMessage());
        }
    }

    private Optional<Submission> earlier(Idempotency.@Nullable Request request) {
        return request == null
                ? Optional.empty()
                : idempotency
                        .earlier(request)
                        .flatMap(id -> views.find(request.project(), id))
                        .map(job -> new Submission(job, false));
    }

    private JobOrder order(JsonNode spec, Plan plan) {
        return new JobOrder(
                plan.project(),
                plan.effective().name(),
                plan.dataset().id(),
                spec.toString(),
                writer.write(plan.effective()).toString(),
                plan.effective().priority(),
                plan.estimate().steps(),
                plan.stepsPerEpoch());
    }

    private void addLabel(String id, String key, String value) {
        jdbc.sql("insert into job_label (job_id, key, value) values (?, ?, ?)")
                .params(id, key, value)
                .update();
    }

    /**
     * What {@link #submit} would do, without doing it.
     *
     * @throws InvalidSpec with a pointer for every fault
     * @throws UnknownDataset if that is the only fault
     */
    public DryRun dryRun(ProjectId project, JsonNode spec) {
        Plan plan = planner.plan(project, spec);
        Quote quote = admission.quote(plan).orElse(null);
        return new DryRun(
                writer.write(plan.effective()),
                new DryRun.Estimate(
                        plan.estimate().parameters(),
                        plan.estimate().steps(),
                        quote == null ? null : (Double) quote.epsilon(),
                        plan.estimate().memoryBytes(),
                        plan.warnings(),
                        quote));
    }

    /** @throws JobNotFound if the project has none */
    public Job get(ProjectId project, String id) {
        return views.find(project, id).orElseThrow(() -> new JobNotFound(id));
    }

    /**
     * Newest first.
     *
     * @throws dev.descent.spec.InvalidOptions if limit or cursor make no sense
     */
    public Page<Job> list(JobQuery query) {
        List<Violation> violations = new ArrayList<>();
        if (query.limit() < 1 || query.limit() > JobQuery.MOST) {
            violations.add(new Violation(
                    "/limit", "out_of_bounds", "must be from 1 to " + JobQuery.MOST + " but is " + query.limit()));
        }
        if (query.cursor() != null && !ID.matcher(query.cursor()).matches()) {
            violations.add(new Violation("/cursor", "malformed", "must be the next_cursor of an earlier answer"));
        }
        if (!violations.isEmpty()) {
            throw new InvalidOptions(violations);
        }
        List<Job> jobs = views.list(query);
        if (jobs.size() <= query.limit()) {
            return new Page<>(jobs, null);
        }
        List<Job> page = jobs.subList(0, query.limit());
        return new Page<>(List.copyOf(page), page.get(page.size() - 1).id());
    }

    /**
     * @throws JobNotFound if the project has none
     * @throws InvalidTransition if its state forbids it
     */
    public Job cancel(ProjectId project, String id) {
        lifecycle.change(project, id, JobEntity::cancel);
        return get(project, id);
    }

    /**
     * Keeps its exact state, from which {@link #resume} goes on bit for bit.
     *
     * @throws JobNotFound if the project has none
     * @throws InvalidTransition if its state forbids it
     */
    public Job pause(ProjectId project, String id) {
        lifecycle.change(project, id, JobEntity::pause);
        return get(project, id);
    }

    /**
     * @throws JobNotFound if the project has none
     * @throws InvalidTransition if its state forbids it
     */
    public Job resume(ProjectId project, String id) {
        lifecycle.change(project, id, JobEntity::resume);
        return get(project, id);
    }

    /**
     * Removes a finished job with all that belongs to it: events, checkpoints and model.
     *
     * @throws JobNotFound if the project has none
     * @throws InvalidTransition if it is not finished
     */
    public void delete(ProjectId project, String id) {
        Optional<String> model = lifecycle.delete(project, id);
        deleteFiles(id, () -> model.ifPresent(models::discard));
        deleteFiles(id, () -> checkpoints.deleteAll(id));
    }

    /**
     * How each attempt at it went, newest first.
     *
     * @throws JobNotFound if there is none
     */
    public List<JobAttempt> attempts(ProjectId project, String id) {
        return attempts.list(get(project, id).id());
    }

    /**
     * Those that are kept, newest first.
     *
     * @throws JobNotFound if the project has none
     */
    public List<JobCheckpoint> checkpoints(ProjectId project, String id) {
        Job job = get(project, id);
        return jdbc.sql("""
                        select step, created_at, size_bytes, digest from checkpoint
                        where job_id = ? order by step desc""")
                .param(job.id())
                .query((row, n) -> new JobCheckpoint(
                        "checkpoint",
                        row.getLong(1),
                        row.getTimestamp(2).toInstant(),
                        row.getLong(3),
                        row.getString(4)))
                .list();
    }
}
