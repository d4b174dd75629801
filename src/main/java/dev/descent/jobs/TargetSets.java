package dev.descent.jobs;

import dev.descent.datasets.AlignedTable;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.Table;
import dev.descent.jobs.run.Targets;
import dev.descent.ledger.Budgets;
import dev.descent.ledger.ProjectContent;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.TargetedScore;
import org.springframework.stereotype.Component;

/** The data sets that scores of a spec compare its own with, checked before the job runs. */
@Component
class TargetSets {
    private final Datasets datasets;
    private final Budgets budgets;

    TargetSets(Datasets datasets, Budgets budgets) {
        this.datasets = datasets;
        this.budgets = budgets;
    }

    /**
     * The same score, with the target by its id: a name may be given to another data set before the job runs.
     *
     * @param own the job's data
     * @throws InvalidOptions with pointers into the score if it cannot be compared with this target
     */
    TargetedScore resolved(ProjectId project, TargetedScore score, Table own, JobSpec spec) {
        Dataset target = datasets.find(project, score.target())
                .orElseThrow(() -> UnknownDataset.at(Targets.POINTER, score.target()));
        if (budgets.find(new ProjectContent(project, target.fingerprint())).isPresent()) {
            throw Targets.hasBudget(Targets.POINTER);
        }
        try (AlignedTable table = open(target, own.dataset())) {
            Targets.check(score, table, own, spec.preprocessing());
        }
        return score.withTarget(target.id());
    }

    private AlignedTable open(Dataset target, Dataset own) {
        try {
            return Targets.open(datasets, target, own);
        } catch (InvalidOptions e) {
            throw e.under(Targets.POINTER);
        }
    }
}
