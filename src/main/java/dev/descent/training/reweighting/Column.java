package dev.descent.training.reweighting;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Reweighting;
import dev.descent.training.TrainingSet;
import dev.descent.training.Weighting;
import java.util.List;

/**
 * Every example counts as much as a column of the data set says.
 *
 * <pre>
 *   wᵢ = N cᵢ / Σⱼ cⱼ
 * </pre>
 *
 * <p>Symbols: cᵢ the number in the column, N the number of training examples. The sum goes over all of them, not over a
 * batch, so that the gradient of a batch is an unbiased one of the weighted loss. A row of weight 0 costs as much time as
 * any other and teaches nothing. The network does not see the column.
 */
@Strategy(
        type = "column",
        title = "Weights of a column",
        description = "Every example counts as much as a column of the data set says.")
public record Column(
        @Option(value = "The column of the weights: numbers, none negative, not all zero.", minSize = 1, maxSize = 200)
        String column)
        implements Reweighting {
    public Column {
        Options.check(Column.class, column);
    }

    @Override
    public Weighting over(TrainingSet set) {
        try {
            return new Weighting.Fixed(set.weights(column));
        } catch (InvalidOptions e) {
            throw e.under("/column");
        }
    }

    @Override
    public List<String> numberColumns() {
        return List.of(column);
    }
}
