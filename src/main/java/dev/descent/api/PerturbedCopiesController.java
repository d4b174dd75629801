package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.BUDGET_EXHAUSTED;
import static dev.descent.api.errors.ErrorCode.IDEMPOTENCY_CONFLICT;
import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.NAME_TAKEN;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.api.document.MayFail;
import dev.descent.catalog.SpecReader;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.perturbation.PerturbedCopies;
import dev.descent.perturbation.PerturbedCopyEstimate;
import dev.descent.perturbation.PerturbedCopyRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Copies of data sets that anybody may train on. */
@RestController
@RequestMapping(path = "/v1/datasets/{id}/perturbed-copies", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Datasets")
class PerturbedCopiesController {
    private final Datasets datasets;
    private final PerturbedCopies copies;
    private final DatasetResponses responses;
    private final IdempotentDatasets made;
    private final SpecReader reader;

    PerturbedCopiesController(
            Datasets datasets,
            PerturbedCopies copies,
            DatasetResponses responses,
            IdempotentDatasets made,
            SpecReader reader) {
        this.datasets = datasets;
        this.copies = copies;
        this.responses = responses;
        this.made = made;
        this.reader = reader;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "perturbDataset",
            summary = "Make a perturbed copy of a data set",
            description =
                    "Input perturbation: a new data set with normal noise on every number and randomized response "
                            + "for every class and category, charged once to the privacy ledger of its source. It is no part of "
                            + "that ledger: any number of jobs, private or not, may train on it, and it may be given away. The "
                            + "names of columns and classes and the number of rows are public. With `dry_run=true` nothing is "
                            + "created: the answer is 200 with the noise and the cost.")
    @ApiResponse(
            responseCode = "201",
            description = "The copy was stored, now or by an earlier request with this idempotency key.",
            headers = {
                @Header(name = "Location", description = "The copy's path.", schema = @Schema(type = "string")),
                @Header(
                        name = "Idempotency-Replayed",
                        description = "`true` if an earlier request stored the copy.",
                        schema = @Schema(type = "string"))
            },
            content = @Content(schema = @Schema(ref = "Dataset")))
    @ApiResponse(
            // A range, for which clients made from the document do not take the type of the call's answer.
            responseCode = "2XX",
            description = "200: the dry run's result.",
            content = @Content(schema = @Schema(ref = "PerturbedCopyEstimate")))
    @MayFail({
        NOT_FOUND,
        MALFORMED_JSON,
        INVALID_PARAMETER,
        INVALID_REQUEST,
        NAME_TAKEN,
        BUDGET_EXHAUSTED,
        IDEMPOTENCY_CONFLICT,
        PAYLOAD_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE
    })
    ResponseEntity<?> make(
            Caller caller,
            @PathVariable String id,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(ref = "PerturbedCopyRequest")))
                    @RequestBody
                    JsonNode body,
            @Parameter(description = "Check and estimate only.") @RequestParam(name = "dry_run", defaultValue = "false")
                    boolean dryRun,
            @Parameter(
                            description = "Your name for this request: sent again with the same body, it answers the "
                                    + "same copy instead of `name_taken`.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable
                    String idempotencyKey) {
        String key = Parameters.idempotencyKey(idempotencyKey);
        Dataset source = NamedDatasets.find(datasets, caller.project(), id);
        PerturbedCopyRequest request = reader.read(body, PerturbedCopyRequest.class);
        if (dryRun) {
            PerturbedCopyEstimate estimate = copies.estimate(caller.project(), source, request);
            return ResponseEntity.ok(estimate);
        }
        IdempotentDatasets.Result result = made.once(
                caller.project(),
                key,
                () -> IdempotentDatasets.digestOf("perturbed copy", source.id(), request.toString()),
                () -> copies.make(caller.project(), source, request));
        Dataset copy = result.dataset();
        return Creation.answer("/v1/datasets/" + copy.id(), result.created(), responses.of(caller.project(), copy));
    }
}
