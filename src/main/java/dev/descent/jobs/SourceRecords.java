package dev.descent.jobs;

import dev.descent.artifacts.ExampleFile;
import dev.descent.artifacts.ExampleRecords;
import dev.descent.artifacts.Models;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.storage.CorruptFile;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The records of examples of earlier jobs, for those that come after them. */
@Component
class SourceRecords {
    private static final String POINTER = "/job";
    private static final String NO_RECORD = "no_example_record";

    private final JobViews views;
    private final Models models;
    private final ExampleRecords records;

    SourceRecords(JobViews views, Models models, ExampleRecords records) {
        this.views = views;
        this.models = models;
        this.records = records;
    }

    /** The record of a job that has succeeded; empty if it has none. */
    Optional<ExampleRecords.Stored> of(ProjectId project, Job job) {
        return Optional.ofNullable(job.model())
                .flatMap(model -> models.find(project, model))
                .flatMap(records::of);
    }

    /**
     * The record of a job on the same data.
     *
     * @param fingerprint of the data that it is needed for
     * @throws InvalidOptions at {@code /job} if it cannot be used
     */
    ExampleFile open(ProjectId project, String id, String fingerprint) {
        try {
            ExampleFile file = records.open(find(project, id));
            if (file.fingerprint().equals(fingerprint)) {
                return file;
            }
            try (file) {
                throw new InvalidOptions(
                        POINTER,
                        "other_data",
                        "must be a job on the same data, but \"" + id + "\" trained on " + file.fingerprint()
                                + " and this one is to train on " + fingerprint);
            }
        } catch (CorruptFile e) {
            throw new InvalidOptions(POINTER, NO_RECORD, String.valueOf(e.getMessage()));
        }
    }

    private ExampleRecords.Stored find(ProjectId project, String id) {
        Job job = views.find(project, id)
                .orElseThrow(() -> new InvalidOptions(POINTER, "unknown_job", "there is no job \"" + id + "\""));
        if (job.state() != JobState.SUCCEEDED) {
            throw new InvalidOptions(
                    POINTER,
                    "not_succeeded",
                    "must be a job that has succeeded, but \"" + id + "\" is "
                            + job.state().wire());
        }
        return of(project, job)
                .orElseThrow(() -> new InvalidOptions(
                        POINTER,
                        NO_RECORD,
                        "must be a job that kept a record of its examples, but the spec of \"" + id
                                + "\" asked for no score under diagnostics"));
    }

    /**
     * Keeps what a new job needs, so that it does not depend on the earlier jobs any more.
     *
     * @throws InvalidSpec if an earlier job was deleted a moment ago
     */
    void keep(String jobId, Plan plan) {
        for (String source : plan.effective().training().sourceJobs()) {
            try {
                records.keep(jobId, find(plan.project(), source));
            } catch (InvalidOptions e) {
                throw new InvalidSpec(e.under("/sampler").violations());
            } catch (CorruptFile e) {
                throw new InvalidSpec(
                        List.of(new Violation("/sampler" + POINTER, NO_RECORD, String.valueOf(e.getMessage()))));
            }
        }
    }
}
