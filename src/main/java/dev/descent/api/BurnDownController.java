package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;

import dev.descent.access.Caller;
import dev.descent.api.document.MayFail;
import dev.descent.api.errors.Refusal;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.ledger.BurnDown;
import dev.descent.ledger.BurnDowns;
import dev.descent.ledger.ProjectContent;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The history of a privacy budget as a curve. */
@RestController
@RequestMapping(path = "/v1/datasets/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Datasets")
class BurnDownController {
    private final Datasets datasets;
    private final BurnDowns burnDowns;

    BurnDownController(Datasets datasets, BurnDowns burnDowns) {
        this.datasets = datasets;
        this.burnDowns = burnDowns;
    }

    @GetMapping("/privacy-burn-down")
    @Operation(
            operationId = "getPrivacyBurnDown",
            summary = "Get how a data set's privacy budget was used up",
            description = "The history as a curve: what was spent and reserved after each line, in Rényi divergence of "
                    + "the budget's order, by which jobs are admitted. 404 if no budget was set.")
    @MayFail({NOT_FOUND, INVALID_PARAMETER})
    BurnDown get(
            Caller caller,
            @PathVariable String id,
            @Parameter(description = "About so many points at most, from 2 to 10,000.")
                    @RequestParam(defaultValue = "500")
                    int points) {
        int most = Parameters.bounded("points", points, 2, 10_000);
        Dataset dataset = NamedDatasets.find(datasets, caller.project(), id);
        return burnDowns
                .find(new ProjectContent(caller.project(), dataset.fingerprint()), most)
                .orElseThrow(() -> Refusal.notFound("The data set \"" + dataset.name() + "\" has no privacy budget."));
    }
}
