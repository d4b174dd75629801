package dev.descent.training;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How long to train: a number of epochs or a number of steps, and in any case no longer than the time limit.
 *
 * <p>The time limit is for the service to keep; the core has no clock.
 */
public record TrainingDuration(
        @Option(
                value = "Passes over the training data. Null when steps are given; when neither is, 10, or 1 where the "
                        + "sampler makes a single one.",
                above = 0,
                max = 1e6)
        @Nullable
        Double epochs,

        @Option(value = "Optimizer steps, instead of epochs.", min = 1, max = 1e9) @Nullable
        Long steps,

        @Option("Training ends in good order after this time, as ISO 8601: PT30M. Time in pauses does not count.")
        @Nullable
        Duration timeLimit) {
    private static final double DEFAULT_EPOCHS = 10;

    public TrainingDuration {
        Options.check(TrainingDuration.class, epochs, steps, timeLimit);
        if (epochs != null && steps != null) {
            throw new InvalidOptions("/steps", "conflict", "give epochs or steps, not both");
        }
        if (timeLimit != null && (timeLimit.isNegative() || timeLimit.isZero())) {
            throw new InvalidOptions("/time_limit", "out_of_bounds", "must be positive but is " + timeLimit);
        }
    }

    public TrainingDuration() {
        this(null, null, null);
    }

    /** With the default filled in. */
    TrainingDuration effective() {
        return effective(DEFAULT_EPOCHS);
    }

    /** With so many epochs filled in where nothing is given. */
    TrainingDuration effective(double otherwise) {
        return epochs == null && steps == null ? new TrainingDuration(otherwise, null, timeLimit) : this;
    }

    /** T: how many optimizer steps this is. */
    long steps(long stepsPerEpoch) {
        TrainingDuration length = effective();
        if (length.steps != null) {
            return length.steps;
        }
        double epochCount = length.epochs == null ? DEFAULT_EPOCHS : length.epochs;
        return Math.max(1, Math.round(epochCount * stepsPerEpoch));
    }

    /** How many examples this is, if it is given in epochs. */
    OptionalLong examples(int perEpoch) {
        TrainingDuration length = effective();
        return length.epochs == null ? OptionalLong.empty() : OptionalLong.of(Math.round(length.epochs * perEpoch));
    }
}
