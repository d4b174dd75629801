package dev.descent.jobs.run;

import dev.descent.datasets.AlignedTable;
import dev.descent.datasets.CommonRows;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.Encoding;
import dev.descent.datasets.Encodings;
import dev.descent.datasets.Preprocessing;
import dev.descent.datasets.Table;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.TargetSet;
import dev.descent.training.TargetedScore;
import dev.descent.training.TrainingSet;

/** The data sets that a job is to become good at, as it sees them. */
public final class Targets {
    /** Where a score names its target. */
    public static final String POINTER = "/target";

    private Targets() {}

    /** Of a target set that has a budget. */
    public static InvalidOptions hasBudget(String pointer) {
        return new InvalidOptions(
                pointer,
                "conflict",
                "has a privacy budget, which what the scores tell of the target set would go around");
    }

    /**
     * Opens a target set with the columns of the job's own.
     *
     * @throws InvalidOptions at {@code ""} if it has other columns
     */
    public static AlignedTable open(Datasets datasets, Dataset target, Dataset own) {
        Table table = datasets.open(target);
        try {
            return AlignedTable.of(table, own);
        } catch (RuntimeException | Error e) {
            table.close();
            throw e;
        }
    }

    /**
     * What speaks against comparing with it.
     *
     * @param own the job's data, all of whose rows count: those set aside for validation would judge the model by what it
     *     was chosen for
     * @throws InvalidOptions with pointers into the score
     */
    public static void check(TargetedScore score, AlignedTable target, Table own, Preprocessing preprocessing) {
        int[] rows = Encodings.usableRows(target, preprocessing);
        if (rows.length == 0) {
            throw new InvalidOptions(
                    POINTER,
                    "no_rows",
                    "no row of the data set \"" + target.dataset().name() + "\" can be used");
        }
        new CommonRows(target).in(own).ifPresent(found -> {
            throw new InvalidOptions(
                    POINTER,
                    "overlap",
                    "must share no row with the data of the job, but holds " + found.count() + " of its rows: row "
                            + found.row() + " is row " + found.here() + " of \""
                            + target.dataset().name()
                            + "\", both counted from 0");
        });
        score.check(known(target, rows));
    }

    /** The target set of a run. */
    static TargetSet of(AlignedTable target, Encoding encoding, Preprocessing preprocessing) {
        int[] rows = Encodings.usableRows(target, preprocessing);
        return new TargetSet(encoding.examples(target, rows), known(target, rows));
    }

    /** Of all its columns: subtasks need not be features. */
    private static TrainingSet known(AlignedTable target, int[] rows) {
        return new TableTrainingSet(target.whole(), rows, job -> {
            throw new InvalidOptions("/job", "unknown_job", "there are no records of the examples of a target set");
        });
    }
}
