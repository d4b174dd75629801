package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.NOT_SUCCEEDED;
import static dev.descent.api.errors.ErrorCode.NO_EXAMPLE_RECORD;
import static dev.descent.api.errors.ErrorCode.RANGE_NOT_SATISFIABLE;

import dev.descent.access.Caller;
import dev.descent.api.document.MayFail;
import dev.descent.api.errors.Refusal;
import dev.descent.artifacts.ExampleRecords;
import dev.descent.jobs.ExamplePage;
import dev.descent.jobs.ExamplePages;
import dev.descent.jobs.ExampleQuery;
import dev.descent.jobs.ExampleSource;
import dev.descent.jobs.ScoredExample;
import dev.descent.spec.InvalidOptions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a job found out about each of its training examples. */
@RestController
@RequestMapping("/v1/jobs/{id}")
@Tag(name = "Jobs")
class JobExamplesController {
    private static final String DESCENDING = "desc";
    private static final String ASCENDING = "asc";
    private static final String PARQUET = "application/vnd.apache.parquet";

    private final ExamplePages pages;

    JobExamplesController(ExamplePages pages) {
        this.pages = pages;
    }

    @GetMapping(path = "/examples", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "listExamples",
            summary = "List a job's training examples by what it found out about them",
            description =
                    "A succeeded job whose spec asks for scores of examples under `diagnostics` keeps a record of "
                            + "them. Each example comes with its row of the data set, the given and, if it was asked for, the "
                            + "predicted label, and all scores. Examples with the same score come in the order of rows, and "
                            + "those without a finite one last.")
    @MayFail({NOT_FOUND, NO_EXAMPLE_RECORD, NOT_SUCCEEDED, INVALID_PARAMETER})
    JobExamples list(
            Caller caller,
            @PathVariable String id,
            @Parameter(
                            description = "A score of the record, or `row`. By default `label_error_probability` if it "
                                    + "is there, else the first score.")
                    @RequestParam(required = false)
                    @Nullable
                    String sort,
            @Parameter(description = "`desc` or `asc`.") @RequestParam(defaultValue = DESCENDING) String order,
            @Parameter(description = "At most so many, up to 200.") @RequestParam(defaultValue = "50") int limit,
            @Parameter(description = "The `next_cursor` of the page before, with the same `sort` and `order`.")
                    @RequestParam(required = false)
                    @Nullable
                    String cursor) {
        ExampleQuery query = new ExampleQuery(
                sort,
                isDescending(order),
                Parameters.sequence(cursor),
                Parameters.bounded("limit", limit, 1, ExampleQuery.MOST));
        try {
            return JobExamples.of(pages.page(caller.project(), IdKind.JOB.require(id), query), order);
        } catch (InvalidOptions e) {
            throw Refusal.parameter("sort", e.violations().get(0).message());
        }
    }

    private static boolean isDescending(String order) {
        if (!order.equals(DESCENDING) && !order.equals(ASCENDING)) {
            throw Refusal.parameter(
                    "order", "must be " + DESCENDING + " or " + ASCENDING + " but is \"" + order + "\"");
        }
        return order.equals(DESCENDING);
    }

    /** Examples on the wire. */
    record JobExamples(
            String object,
            ExampleSource dataset,
            List<String> scores,
            String sort,
            String order,
            List<ScoredExample> data,
            @Nullable String nextCursor) {
        static JobExamples of(ExamplePage page, String order) {
            return new JobExamples(
                    "list",
                    page.dataset(),
                    page.scores(),
                    page.sort(),
                    order,
                    page.examples(),
                    page.next() == null ? null : Long.toString(page.next()));
        }
    }

    @GetMapping("/examples.parquet")
    @Operation(
            operationId = "downloadExamples",
            summary = "Download what a job found out about its training examples",
            description = "All of them, in the order of rows, as Parquet: `row`, `label`, `predicted` if it was asked "
                    + "for, and one column a score. It is the file `examples.parquet` of the job's model. Ranges and "
                    + "`If-None-Match` are understood.")
    @ApiResponse(
            responseCode = "200",
            description = "The file.",
            content = @Content(mediaType = PARQUET, schema = @Schema(type = "string", format = "binary")))
    @MayFail({NOT_FOUND, NO_EXAMPLE_RECORD, NOT_SUCCEEDED, RANGE_NOT_SATISFIABLE})
    ResponseEntity<Resource> download(Caller caller, @PathVariable String id, HttpServletRequest request) {
        ExampleRecords.Stored stored = pages.file(caller.project(), IdKind.JOB.require(id));
        return Downloads.answer(
                stored.file(), ExampleRecords.FILE, stored.digest(), MediaType.parseMediaType(PARQUET), request);
    }
}
