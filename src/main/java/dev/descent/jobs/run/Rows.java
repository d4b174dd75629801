package dev.descent.jobs.run;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Encodings;
import dev.descent.datasets.Table;
import dev.descent.jobs.JobSpec;
import dev.descent.training.Split;
import dev.descent.training.tensor.Randomness;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Which rows of a data set a job uses, and for what: a function of the spec alone. */
public final class Rows {
    private Rows() {}

    /**
     * The classes are divided evenly, and rows that cannot be used are left out before.
     *
     * <p>Not so by a private job: there no row's place may depend on what is in another. All rows are divided by their
     * numbers, and those that cannot be used are left out afterwards.
     */
    public static Split split(Table table, JobSpec spec) {
        int[] usable = Encodings.usableRows(table, spec.preprocessing());
        double fraction = spec.training().evaluation().validationFraction();
        Randomness randomness = new Randomness(spec.training().seed());
        if (spec.training().isPrivate()) {
            return only(usable, Split.of(IntStream.range(0, table.rows()).toArray(), fraction, randomness));
        }
        return table.dataset().task() == Dataset.Task.CLASSIFICATION
                ? Split.stratified(usable, row -> (int) table.target(row), fraction, randomness)
                : Split.of(usable, fraction, randomness);
    }

    private static Split only(int[] usable, Split split) {
        BitSet isUsable = new BitSet();
        IntStream.of(usable).forEach(isUsable::set);
        return new Split(
                IntStream.of(split.training()).filter(isUsable::get).toArray(),
                IntStream.of(split.validation()).filter(isUsable::get).toArray());
    }
}
