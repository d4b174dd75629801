package dev.descent.api;

import dev.descent.api.errors.Refusal;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;

/** Data sets that paths name. */
final class NamedDatasets {
    private NamedDatasets() {}

    /** By id, by name, or by the name of a built-in set; a path that names none leads nowhere. */
    static Dataset find(Datasets datasets, ProjectId project, String idOrName) {
        try {
            return datasets.find(project, IdKind.DATASET.requireNoOther(idOrName))
                    .orElseThrow(() -> IdKind.DATASET.missing(idOrName));
        } catch (InvalidOptions e) {
            // The name of a generated set, with options that it does not have.
            throw Refusal.notFound("There is no data set with the name \"" + idOrName + "\": "
                    + e.violations().get(0).message() + ".");
        }
    }
}
