package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.BUDGET_EXHAUSTED;
import static dev.descent.api.errors.ErrorCode.IDEMPOTENCY_CONFLICT;
import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.INVALID_SPEC;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNKNOWN_DATASET;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.api.document.MayFail;
import dev.descent.jobs.Audit;
import dev.descent.jobs.Audits;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Audits of private jobs. */
@RestController
@RequestMapping(path = "/v1/audits", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Jobs")
class AuditsController {
    private final Audits audits;

    AuditsController(Audits audits) {
        this.audits = audits;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "submitAudit",
            summary = "Audit a private job",
            description =
                    "Queues a private job with canaries among its data: made-up rows, each of which a secret coin "
                            + "includes. After training, the losses tell which were included, and so bound from below the "
                            + "epsilon that the job can have kept to. It is a job like any other, under the same id, and is "
                            + "charged like any other; its model has seen the canaries.")
    @ApiResponse(
            responseCode = "201",
            description = "The job was queued, or had been queued by an earlier request with this idempotency key.",
            headers = @Header(name = "Location", description = "The audit's path.", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(ref = "Audit")))
    @MayFail({
        MALFORMED_JSON,
        INVALID_PARAMETER,
        INVALID_SPEC,
        UNKNOWN_DATASET,
        IDEMPOTENCY_CONFLICT,
        BUDGET_EXHAUSTED,
        PAYLOAD_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE
    })
    ResponseEntity<Audit> submit(
            Caller caller,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(ref = "JobSpec")))
                    @RequestBody
                    JsonNode spec,
            @Parameter(
                            description = "Your name for this request: sent again with the same spec, it answers the "
                                    + "same audit instead of making another.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable
                    String idempotencyKey) {
        Audit audit = audits.submit(caller.project(), spec, Parameters.idempotencyKey(idempotencyKey));
        return ResponseEntity.created(URI.create("/v1/audits/" + audit.id())).body(audit);
    }

    @GetMapping("/{id}")
    @Operation(
            operationId = "getAudit",
            summary = "Get an audit",
            description = "What it found, once its job has succeeded. 404 if the job is not audited.")
    @MayFail(NOT_FOUND)
    Audit get(Caller caller, @PathVariable String id) {
        return audits.get(caller.project(), IdKind.JOB.require(id));
    }
}
