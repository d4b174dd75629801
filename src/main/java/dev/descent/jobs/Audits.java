package dev.descent.jobs;

import dev.descent.catalog.SpecReader;
import dev.descent.projects.ProjectId;
import dev.descent.training.audit.CanaryAudit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Private jobs that are audited while they train: they wait, run and are charged as any other. */
@Component
public class Audits {
    private static final String AUDIT = "audit";

    private final Jobs jobs;
    private final SpecReader reader;

    Audits(Jobs jobs, SpecReader reader) {
        this.jobs = jobs;
        this.reader = reader;
    }

    /**
     * Submits the job, with the default audit if the spec names none, or null.
     *
     * @throws InvalidSpec with a pointer for every fault
     * @throws UnknownDataset if that is the only fault
     * @throws IdempotencyConflict if the key came with another spec before
     * @throws dev.descent.ledger.BudgetExhausted if the privacy budget of the data does not cover what the job may spend
     */
    public Audit submit(ProjectId project, JsonNode spec, @Nullable String idempotencyKey) {
        JsonNode audited = spec;
        if (spec instanceof ObjectNode object && !object.hasNonNull(AUDIT)) {
            ObjectNode copy = object.deepCopy();
            copy.putObject(AUDIT);
            audited = copy;
        }
        Job job = jobs.submit(project, audited, idempotencyKey).job();
        return of(job).orElseThrow(() -> new IllegalStateException(job.id() + " is not audited"));
    }

    /** @throws JobNotFound if the project has none, or none that is audited */
    public Audit get(ProjectId project, String id) {
        return of(jobs.get(project, id)).orElseThrow(() -> new JobNotFound(id));
    }

    private Optional<Audit> of(Job job) {
        CanaryAudit audit = reader.read(job.effectiveSpec(), JobSpec.class).audit();
        JobPrivacy privacy = job.privacy();
        return audit == null || privacy == null ? Optional.empty() : Optional.of(Audit.of(job, audit, privacy));
    }
}
