package dev.descent.api;

import dev.descent.datasets.Dataset;
import dev.descent.jobs.SubsetProvenance;
import dev.descent.jobs.Subsets;
import dev.descent.ledger.Budget;
import dev.descent.ledger.Budgets;
import dev.descent.perturbation.InputPerturbation;
import dev.descent.perturbation.PerturbedCopies;
import dev.descent.projects.ProjectId;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Answers data sets with all that other modules know of them, by as many queries for a page as for one. */
@Component
class DatasetResponses {
    private final Budgets budgets;
    private final PerturbedCopies copies;
    private final Subsets subsets;

    DatasetResponses(Budgets budgets, PerturbedCopies copies, Subsets subsets) {
        this.budgets = budgets;
        this.copies = copies;
        this.subsets = subsets;
    }

    DatasetResponse of(ProjectId project, Dataset dataset) {
        return of(project, List.of(dataset)).get(0);
    }

    List<DatasetResponse> of(ProjectId project, List<Dataset> datasets) {
        List<String> ids = datasets.stream().map(Dataset::id).toList();
        Map<String, Budget> budget = budgets.find(
                project, datasets.stream().map(Dataset::fingerprint).toList());
        Map<String, InputPerturbation> perturbation = copies.find(ids);
        Map<String, SubsetProvenance> subsetOf = subsets.find(ids);
        return datasets.stream()
                .map(dataset -> DatasetResponse.of(
                        dataset,
                        budget.get(dataset.fingerprint()),
                        perturbation.get(dataset.id()),
                        subsetOf.get(dataset.id())))
                .toList();
    }
}
