package dev.descent.training;

import dev.descent.spec.Option;
import dev.descent.spec.Options;

/** Ends training when a validation metric has not improved for a number of evaluations. */
public record EarlyStopping(
        @Option("The validation metric to watch, such as loss or accuracy.")
        String metric,

        @Option(value = "Evaluations without improvement after which training ends.", min = 1, max = 1e6)
        int patience,

        @Option(value = "A change must be greater than this to be an improvement.", min = 0)
        double minDelta,

        @Option("Whether the model ends with the weights of its best evaluation instead of its last step.")
        boolean restoreBest) {
    public EarlyStopping {
        Options.check(EarlyStopping.class, metric, patience, minDelta, restoreBest);
    }

    public EarlyStopping() {
        this("loss", 5, 0, true);
    }
}
