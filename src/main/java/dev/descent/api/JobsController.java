package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.BUDGET_EXHAUSTED;
import static dev.descent.api.errors.ErrorCode.IDEMPOTENCY_CONFLICT;
import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.INVALID_SPEC;
import static dev.descent.api.errors.ErrorCode.INVALID_TRANSITION;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNKNOWN_DATASET;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.api.document.MayFail;
import dev.descent.jobs.DryRun;
import dev.descent.jobs.Job;
import dev.descent.jobs.JobAttempt;
import dev.descent.jobs.JobCheckpoint;
import dev.descent.jobs.JobQuery;
import dev.descent.jobs.Jobs;
import dev.descent.jobs.Submission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Jobs: submission, inspection and control. */
@RestController
@RequestMapping(path = "/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Jobs", description = "Training runs: submit, watch, control.")
class JobsController {
    private final Jobs jobs;

    JobsController(Jobs jobs) {
        this.jobs = jobs;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "submitJob",
            summary = "Submit a job",
            description = "Queues a training run. With `dry_run=true` nothing is created: the answer is 200 with the "
                    + "effective spec and an estimate. A strategy may be given by its bare name: "
                    + "`\"optimizer\": \"lion\"`.")
    @ApiResponse(
            responseCode = "201",
            description = "The job was queued, or had been queued by an earlier request with this idempotency key.",
            headers = {
                @Header(name = "Location", description = "The job's path.", schema = @Schema(type = "string")),
                @Header(
                        name = "Idempotency-Replayed",
                        description = "`true` if an earlier request created the job.",
                        schema = @Schema(type = "string"))
            },
            content = @Content(schema = @Schema(ref = "Job")))
    @ApiResponse(
            // A range, for which clients made from the document do not take the type of the call's answer.
            responseCode = "2XX",
            description = "200: the dry run's result.",
            content = @Content(schema = @Schema(ref = "DryRun")))
    @MayFail({
        MALFORMED_JSON,
        INVALID_PARAMETER,
        INVALID_REQUEST,
        INVALID_SPEC,
        UNKNOWN_DATASET,
        IDEMPOTENCY_CONFLICT,
        BUDGET_EXHAUSTED,
        PAYLOAD_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE
    })
    ResponseEntity<?> submit(
            Caller caller,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(ref = "JobSpec")))
                    @RequestBody
                    JsonNode spec,
            @Parameter(description = "Check and estimate only.") @RequestParam(name = "dry_run", defaultValue = "false")
                    boolean dryRun,
            @Parameter(
                            description = "Your name for this request: sent again with the same spec, it answers the "
                                    + "same job instead of making another.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable
                    String idempotencyKey) {
        String key = Parameters.idempotencyKey(idempotencyKey);
        if (dryRun) {
            DryRun result = jobs.dryRun(caller.project(), spec);
            return ResponseEntity.ok(result);
        }
        Submission submission = jobs.submit(caller.project(), spec, key);
        Job job = submission.job();
        return Creation.answer("/v1/jobs/" + job.id(), submission.created(), job);
    }

    @GetMapping
    @Operation(operationId = "listJobs", summary = "List jobs", description = "Newest first.")
    @MayFail(INVALID_PARAMETER)
    Listing<Job> list(
            Caller caller,
            @Parameter(description = "Only jobs in this state; repeat it for several.")
                    @RequestParam(required = false)
                    @Nullable
                    List<String> state,
            @Parameter(description = "Only jobs with this label, as `key:value`; repeat it for several.")
                    @RequestParam(required = false)
                    @Nullable
                    List<String> label,
            @Parameter(description = "At most so many, up to 200.") @RequestParam(defaultValue = "50") int limit,
            @Parameter(description = "The `next_cursor` of the page before.") @RequestParam(required = false) @Nullable
                    String cursor) {
        JobQuery query = new JobQuery(
                caller.project(),
                Parameters.states(state),
                Parameters.labels(label),
                Parameters.bounded("limit", limit, 1, JobQuery.MOST),
                cursor);
        return Listing.of(Parameters.paged(() -> jobs.list(query)));
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getJob", summary = "Get a job")
    @MayFail(NOT_FOUND)
    Job get(Caller caller, @PathVariable String id) {
        return jobs.get(caller.project(), IdKind.JOB.require(id));
    }

    @PostMapping("/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "cancelJob",
            summary = "Cancel a job",
            description = "A queued or paused job is cancelled at once, a running one after its current step.")
    @MayFail({NOT_FOUND, INVALID_TRANSITION})
    Job cancel(Caller caller, @PathVariable String id) {
        return jobs.cancel(caller.project(), IdKind.JOB.require(id));
    }

    @PostMapping("/{id}/pause")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "pauseJob",
            summary = "Pause a job",
            description = "Its exact state is kept in a checkpoint; resumed, it goes on bit for bit.")
    @MayFail({NOT_FOUND, INVALID_TRANSITION})
    Job pause(Caller caller, @PathVariable String id) {
        return jobs.pause(caller.project(), IdKind.JOB.require(id));
    }

    @PostMapping("/{id}/resume")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(operationId = "resumeJob", summary = "Resume a paused job", description = "It is queued again.")
    @MayFail({NOT_FOUND, INVALID_TRANSITION})
    Job resume(Caller caller, @PathVariable String id) {
        return jobs.resume(caller.project(), IdKind.JOB.require(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteJob",
            summary = "Delete a finished job",
            description =
                    "With all that belongs to it: events, metrics, checkpoints and its model. A subset that it made stays. "
                            + "What it spent of a privacy budget stays spent, and in the ledger.")
    @MayFail({NOT_FOUND, INVALID_TRANSITION})
    void delete(Caller caller, @PathVariable String id) {
        jobs.delete(caller.project(), IdKind.JOB.require(id));
    }

    @GetMapping("/{id}/attempts")
    @Operation(
            operationId = "listAttempts",
            summary = "List the attempts at a job",
            description = "Every time that a worker took it, and how that ended. Newest first.")
    @MayFail(NOT_FOUND)
    Listing<JobAttempt> attempts(Caller caller, @PathVariable String id) {
        return Listing.whole(jobs.attempts(caller.project(), IdKind.JOB.require(id)));
    }

    @GetMapping("/{id}/checkpoints")
    @Operation(operationId = "listCheckpoints", summary = "List a job's checkpoints", description = "Newest first.")
    @MayFail(NOT_FOUND)
    Listing<JobCheckpoint> checkpoints(Caller caller, @PathVariable String id) {
        return Listing.whole(jobs.checkpoints(caller.project(), IdKind.JOB.require(id)));
    }
}
