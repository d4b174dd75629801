package dev.descent.api;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Feature;
import dev.descent.jobs.SubsetProvenance;
import dev.descent.ledger.Budget;
import dev.descent.perturbation.InputPerturbation;
import dev.descent.spec.Names;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A data set on the wire. */
record DatasetResponse(
        String id,
        String object,
        String name,
        String fingerprint,
        long rows,
        List<DatasetFeature> features,
        @Nullable String target,
        String task,
        List<String> classes,
        @Nullable JsonNode splits,
        long sizeBytes,
        @Nullable PrivacyTerms privacyBudget,
        @Nullable InputPerturbation perturbation,
        @Nullable SubsetProvenance subsetOf,
        @Nullable String source,
        Instant createdAt) {

    static DatasetResponse of(
            Dataset dataset,
            @Nullable Budget budget,
            @Nullable InputPerturbation perturbation,
            @Nullable SubsetProvenance subsetOf) {
        return new DatasetResponse(
                dataset.id(),
                "dataset",
                dataset.name(),
                dataset.fingerprint(),
                dataset.rows(),
                dataset.features().stream().map(DatasetFeature::of).toList(),
                dataset.target(),
                Names.wire(dataset.task().name()),
                dataset.classes(),
                null,
                dataset.sizeBytes(),
                budget == null ? null : PrivacyTerms.of(budget),
                perturbation,
                subsetOf,
                dataset.source(),
                dataset.createdAt());
    }

    /** The budget as it was set; how it stands is told elsewhere. */
    record PrivacyTerms(double epsilon, double delta, double order) {
        static PrivacyTerms of(Budget budget) {
            return new PrivacyTerms(budget.epsilon(), budget.delta(), budget.order());
        }
    }

    /** One of its features. */
    record DatasetFeature(String name, String type, List<String> categories, List<Integer> shape, long missing) {
        static DatasetFeature of(Feature feature) {
            return new DatasetFeature(
                    feature.name(),
                    Names.wire(feature.type().name()),
                    feature.categories(),
                    feature.shape(),
                    feature.missing());
        }
    }
}
