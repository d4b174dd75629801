package dev.descent.training;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import org.jspecify.annotations.Nullable;

/** How the model is judged while it trains: on examples that are set aside. */
public record Evaluation(
        @Option(
                value =
                        "Epochs from one evaluation to the next. Null when every_steps is given; when neither is, 1, or as many as give 1,000 evaluations.",
                above = 0,
                max = 1e6)
        @Nullable
        Double everyEpochs,

        @Option(value = "Steps from one evaluation to the next, instead of epochs.", min = 1, max = 1e9) @Nullable
        Long everySteps,

        @Option(value = "Part of the data that is set aside and never trained on; 0 for none.", min = 0, max = 0.9)
        double validationFraction,

        @Option("When to stop before the end. Null: never.") @Nullable
        EarlyStopping earlyStopping) {

    private static final long MOST_BY_DEFAULT = 1000;

    public Evaluation {
        Options.check(Evaluation.class, everyEpochs, everySteps, validationFraction, earlyStopping);
        if (everyEpochs != null && everySteps != null) {
            throw new InvalidOptions("/every_steps", "conflict", "give every_epochs or every_steps, not both");
        }
        if (earlyStopping != null && validationFraction == 0) {
            throw new InvalidOptions(
                    "/early_stopping", "conflict", "needs validation data, but validation_fraction is 0");
        }
    }

    public Evaluation() {
        this(null, null, 0.2, null);
    }

    /**
     * With the default filled in: once per epoch, but in a long run of short epochs not more often than gives
     * {@value #MOST_BY_DEFAULT} evaluations.
     */
    Evaluation effective(long steps, long stepsPerEpoch) {
        if (everyEpochs != null || everySteps != null) {
            return this;
        }
        return steps / stepsPerEpoch <= MOST_BY_DEFAULT
                ? new Evaluation(1.0, null, validationFraction, earlyStopping)
                : new Evaluation(
                        null, (steps + MOST_BY_DEFAULT - 1) / MOST_BY_DEFAULT, validationFraction, earlyStopping);
    }

    /** Steps from one evaluation to the next. */
    long interval(long stepsPerEpoch) {
        if (everySteps != null) {
            return everySteps;
        }
        return Math.max(1, Math.round((everyEpochs == null ? 1 : everyEpochs) * stepsPerEpoch));
    }
}
