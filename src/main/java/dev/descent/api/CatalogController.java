package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.NOT_FOUND;

import dev.descent.api.document.MayFail;
import dev.descent.api.errors.Refusal;
import dev.descent.catalog.Catalog;
import dev.descent.catalog.CatalogEntry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a job spec can select. */
@RestController
@RequestMapping(path = "/v1/catalog", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Catalog", description = "All strategies that a job spec can select, with their options.")
class CatalogController {
    private final Catalog catalog;

    CatalogController(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A family of strategies on the wire. */
    record CatalogFamily(String name, String description, List<CatalogEntry> entries) {}

    @GetMapping
    @Operation(operationId = "getCatalog", summary = "Get the whole catalogue")
    @MayFail({})
    Listing<CatalogFamily> all() {
        return Listing.whole(catalog.families().stream()
                .map(name -> new CatalogFamily(name, catalog.description(name), catalog.entries(name)))
                .toList());
    }

    @GetMapping("/{family}")
    @Operation(operationId = "listStrategies", summary = "List one family of strategies")
    @MayFail(NOT_FOUND)
    Listing<CatalogEntry> family(@PathVariable String family) {
        if (!catalog.families().contains(family)) {
            throw Refusal.notFound(
                    "There is no family \"" + family + "\"; there are " + String.join(", ", catalog.families()) + ".");
        }
        return Listing.whole(catalog.entries(family));
    }
}
