package dev.descent.jobs.run;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Encodings;
import dev.descent.datasets.Table;
import dev.descent.jobs.JobSpec;
import dev.descent.training.Split;
import dev.descent.training.tensor.Randomness;

/** Which rows of a data set a job uses, and for what: a function of the spec alone. */
public final class Rows {
    private Rows() {}

    public static Split split(Table table, JobSpec spec) {
        int[] usable = Encodings.usableRows(table, spec.preprocessing());
        double fraction = spec.training().evaluation().validationFraction();
        Randomness randomness = new Randomness(spec.training().seed());
        return table.dataset().task() == Dataset.Task.CLASSIFICATION
                ? Split.stratified(usable, row -> (int) table.target(row), fraction, randomness)
                : Split.of(usable, fraction, randomness);
    }
}
