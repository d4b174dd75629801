package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.BUDGET_EXHAUSTED;
import static dev.descent.api.errors.ErrorCode.IDEMPOTENCY_CONFLICT;
import static dev.descent.api.errors.ErrorCode.INVALID_DATASET;
import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.MALFORMED_REQUEST;
import static dev.descent.api.errors.ErrorCode.NAME_TAKEN;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.AdministrativeActs;
import dev.descent.api.document.MayFail;
import dev.descent.api.errors.ErrorCode;
import dev.descent.api.errors.Refusal;
import dev.descent.catalog.SpecReader;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

/** Data sets: upload, inspection, deletion. */
@RestController
@RequestMapping(path = "/v1/datasets", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Datasets", description = "What jobs train on: uploaded files and built-in sets.")
class DatasetsController {
    private static final int MOST = 200;

    private final Datasets datasets;
    private final Uploads uploads;
    private final DatasetResponses responses;
    private final AdministrativeActs acts;
    private final SpecReader reader;
    private final JsonMapper json;

    DatasetsController(
            Datasets datasets,
            Uploads uploads,
            DatasetResponses responses,
            AdministrativeActs acts,
            SpecReader reader,
            JsonMapper json) {
        this.datasets = datasets;
        this.uploads = uploads;
        this.responses = responses;
        this.acts = acts;
        this.reader = reader;
        this.json = json;
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            operationId = "uploadDataset",
            summary = "Upload a data set",
            description = "Reads CSV, TSV, JSON lines, Parquet, NPZ, or a zip of images in one folder per class; the "
                    + "ending of the file's name tells which. Types are inferred unless `schema` gives them. A bad "
                    + "file is refused with every problem, with line and column, and nothing of it is kept.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "multipart/form-data", schema = @Schema(ref = "DatasetUpload")))
    @ApiResponse(
            responseCode = "201",
            description = "The data set was stored, now or by an earlier request with this idempotency key.",
            headers = {
                @Header(name = "Location", description = "The data set's path.", schema = @Schema(type = "string")),
                @Header(
                        name = "Idempotency-Replayed",
                        description = "`true` if an earlier request stored the data set.",
                        schema = @Schema(type = "string"))
            },
            content = @Content(schema = @Schema(ref = "Dataset")))
    @MayFail({
        MALFORMED_REQUEST,
        MALFORMED_JSON,
        INVALID_PARAMETER,
        INVALID_REQUEST,
        INVALID_DATASET,
        NAME_TAKEN,
        BUDGET_EXHAUSTED,
        IDEMPOTENCY_CONFLICT,
        PAYLOAD_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE
    })
    ResponseEntity<DatasetResponse> upload(
            Caller caller,
            @Parameter(hidden = true) MultipartHttpServletRequest request,
            @Parameter(
                            description = "Your name for this request: sent again with the same content, it answers "
                                    + "the same data set instead of `name_taken`.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable
                    String idempotencyKey)
            throws IOException {
        String key = Parameters.idempotencyKey(idempotencyKey);
        IdempotentDatasets.Result result = uploads.store(caller, Upload.of(request, reader, json), key);
        Dataset dataset = result.dataset();
        return Creation.answer(
                "/v1/datasets/" + dataset.id(), result.created(), responses.of(caller.project(), dataset));
    }

    @GetMapping
    @Operation(
            operationId = "listDatasets",
            summary = "List data sets",
            description = "Uploaded sets, and built-in ones that have been used, newest first.")
    @MayFail(INVALID_PARAMETER)
    Listing<DatasetResponse> list(
            Caller caller,
            @Parameter(description = "At most so many, up to 200.") @RequestParam(defaultValue = "50") int limit,
            @Parameter(description = "The `next_cursor` of the page before.") @RequestParam(required = false) @Nullable
                    String cursor) {
        Parameters.bounded("limit", limit, 1, MOST);
        List<Dataset> found = Parameters.paged(() -> datasets.list(caller.project(), limit + 1, cursor));
        List<Dataset> page = found.subList(0, Math.min(limit, found.size()));
        return Listing.of(
                responses.of(caller.project(), page),
                found.size() > limit ? Datasets.cursorAfter(page.get(limit - 1)) : null);
    }

    @GetMapping("/{id}")
    @Operation(
            operationId = "getDataset",
            summary = "Get a data set",
            description = "By id, by name, or by the name of a built-in set.")
    @MayFail(NOT_FOUND)
    DatasetResponse get(Caller caller, @PathVariable String id) {
        return responses.of(caller.project(), find(caller, id));
    }

    @GetMapping("/{id}/preview")
    @Operation(operationId = "previewDataset", summary = "See the first rows and statistics of every column")
    @MayFail({NOT_FOUND, INVALID_PARAMETER})
    DatasetPreview preview(
            Caller caller,
            @PathVariable String id,
            @Parameter(description = "At most so many rows, up to 200.") @RequestParam(defaultValue = "20") int limit) {
        Parameters.bounded("limit", limit, 1, MOST);
        return DatasetPreview.of(datasets.preview(find(caller, id), limit));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteDataset",
            summary = "Delete a data set",
            description =
                    "By id only; a built-in set is deleted by operators. Jobs that use it go on, and models that were "
                            + "trained on it stay. So does its privacy ledger, for the same content uploaded again.")
    @MayFail(NOT_FOUND)
    void delete(Caller caller, @PathVariable String id) {
        IdKind.DATASET.require(id);
        if (datasets.isBuiltIn(id)) {
            deleteBuiltIn(caller, id);
        } else if (!datasets.delete(caller.project(), id)) {
            throw IdKind.DATASET.missing(id);
        }
    }

    private void deleteBuiltIn(Caller caller, String id) {
        if (caller.role() != Role.OPERATOR) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "Built-in data sets are for all projects; operators alone may delete them.",
                    List.of());
        }
        acts.perform(caller, "built_in_dataset.delete", id, () -> datasets.deleteBuiltIn(id));
    }

    private Dataset find(Caller caller, String idOrName) {
        return NamedDatasets.find(datasets, caller.project(), idOrName);
    }
}
