package dev.descent.jobs.run;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Table;
import dev.descent.jobs.SubsetProvenance;
import dev.descent.jobs.SubsetSpec;
import dev.descent.spec.Names;
import dev.descent.training.Groups;
import dev.descent.training.selection.SubsetRule;
import dev.descent.training.tensor.Randomness;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a job's subset, chosen.
 *
 * @param name that the spec asks for
 * @param table with the data open
 * @param rows of the table, in rising order
 */
public record ChosenRows(String name, Table table, int[] rows, SubsetProvenance provenance) {
    /**
     * Chooses them.
     *
     * @param training what the job was trained on
     * @param scores of the rows that it was trained on; NaN where nothing is known
     */
    static ChosenRows of(String job, SubsetSpec spec, TableTrainingSet training, float[] scores, long seed) {
        SubsetRule rule = spec.rule();
        Groups groups = rule.balance() == SubsetRule.Balance.NONE ? null : training.groups(spec.column());
        int[] chosen = rule.chosen(scores, groups, new Randomness(seed));
        Dataset source = training.table().dataset();
        return new ChosenRows(
                spec.name(),
                training.table(),
                IntStream.of(chosen).map(example -> training.rows()[example]).toArray(),
                new SubsetProvenance(
                        source.id(),
                        source.name(),
                        source.fingerprint(),
                        job,
                        spec.score(),
                        rule.keep(),
                        Names.wire(rule.choose().name()),
                        Names.wire(rule.balance().name()),
                        spec.column(),
                        seed,
                        chosen.length,
                        scores.length,
                        (int) IntStream.of(chosen)
                                .filter(example -> Float.isNaN(scores[example]))
                                .count(),
                        extreme(scores, chosen, 1),
                        extreme(scores, chosen, -1)));
    }

    /** The lowest of the finite scores, or with the sign -1 the highest. */
    private static @Nullable Float extreme(float[] scores, int[] chosen, int sign) {
        Float extreme = null;
        for (int example : chosen) {
            float score = scores[example];
            if (Float.isFinite(score) && (extreme == null || sign * score < sign * extreme)) {
                extreme = score;
            }
        }
        return extreme;
    }
}
