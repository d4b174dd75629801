package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.BUDGET_EXHAUSTED;
import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.AdministrativeActs;
import dev.descent.api.access.Requires;
import dev.descent.api.document.MayFail;
import dev.descent.api.errors.Refusal;
import dev.descent.catalog.SpecReader;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.ledger.BudgetReport;
import dev.descent.ledger.BudgetRequest;
import dev.descent.ledger.Budgets;
import dev.descent.ledger.History;
import dev.descent.ledger.LedgerEntry;
import dev.descent.ledger.ProjectContent;
import dev.descent.ledger.Reports;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The privacy budgets of data sets. */
@RestController
@RequestMapping(path = "/v1/datasets/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Datasets")
class PrivacyController {
    private static final int MOST = 200;

    private final Datasets datasets;
    private final Budgets budgets;
    private final Reports reports;
    private final History history;
    private final AdministrativeActs acts;
    private final SpecReader reader;

    PrivacyController(
            Datasets datasets,
            Budgets budgets,
            Reports reports,
            History history,
            AdministrativeActs acts,
            SpecReader reader) {
        this.datasets = datasets;
        this.budgets = budgets;
        this.reports = reports;
        this.history = history;
        this.acts = acts;
        this.reader = reader;
    }

    @Requires(Role.ADMIN)
    @PutMapping(path = "/privacy-budget", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "setPrivacyBudget",
            summary = "Set a data set's privacy budget",
            description =
                    "What all private jobs may cost together that train on this content, under whatever id or name "
                            + "it is uploaded, or on sets derived from it. Jobs that ran before count as far as they are in the "
                            + "ledger, which the first private job opens. To change a budget a `reason` is required, which the "
                            + "ledger keeps; below what is spent and reserved it cannot be set.")
    @MayFail({NOT_FOUND, MALFORMED_JSON, INVALID_REQUEST, BUDGET_EXHAUSTED, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE})
    BudgetReport set(
            Caller caller,
            @PathVariable String id,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(ref = "BudgetRequest")))
                    @RequestBody
                    JsonNode body) {
        Dataset dataset = find(caller, id);
        BudgetRequest request = reader.read(body, BudgetRequest.class);
        acts.perform(
                caller,
                "privacy_budget.set",
                body.toString(),
                () -> budgets.set(content(caller, dataset), request),
                first -> dataset.id());
        return report(caller, dataset);
    }

    @GetMapping("/privacy-budget")
    @Operation(
            operationId = "getPrivacyBudget",
            summary = "Get a data set's privacy budget",
            description = "What is spent, reserved and left. 404 if no budget was set.")
    @MayFail(NOT_FOUND)
    BudgetReport get(Caller caller, @PathVariable String id) {
        return report(caller, find(caller, id));
    }

    @GetMapping("/privacy-ledger")
    @Operation(
            operationId = "listPrivacyLedger",
            summary = "List what happened to a data set's privacy budget",
            description = "The history, oldest first. It is only ever added to, and survives the deletion of jobs and "
                    + "data sets.")
    @MayFail({NOT_FOUND, INVALID_PARAMETER})
    Listing<LedgerEntryResponse> list(
            Caller caller,
            @PathVariable String id,
            @Parameter(description = "At most so many, up to 200.") @RequestParam(defaultValue = "50") int limit,
            @Parameter(description = "The `next_cursor` of the page before.") @RequestParam(required = false) @Nullable
                    String cursor) {
        Parameters.bounded("limit", limit, 1, MOST);
        List<LedgerEntry> found =
                history.list(content(caller, find(caller, id)), Parameters.sequence(cursor), limit + 1);
        return Listing.page(found, limit, LedgerEntryResponse::of, entry -> Long.toString(entry.seq()));
    }

    private static ProjectContent content(Caller caller, Dataset dataset) {
        return new ProjectContent(caller.project(), dataset.fingerprint());
    }

    private Dataset find(Caller caller, String idOrName) {
        return NamedDatasets.find(datasets, caller.project(), idOrName);
    }

    private BudgetReport report(Caller caller, Dataset dataset) {
        Optional<BudgetReport> report = reports.report(content(caller, dataset));
        return report.orElseThrow(
                () -> Refusal.notFound("The data set \"" + dataset.name() + "\" has no privacy budget."));
    }
}
