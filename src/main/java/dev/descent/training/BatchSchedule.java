package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.GradientStatistics;
import java.util.Optional;

/** The batch size as a function of the step, or of how much the gradients of the examples differ. */
@Family(value = "batch_schedules", description = "How the batch size changes while training goes on.")
public interface BatchSchedule {
    /**
     * The batch size of one step.
     *
     * @param step t, counted from 0
     * @param steps T, the number of steps of the job
     * @param current the batch size before; the sampler's own at the first step
     * @param base the sampler's own batch size
     */
    int size(long step, long steps, int current, int base);

    /** Whether the batch size ever changes. */
    default boolean isFixed() {
        return false;
    }

    /** Whether it ever looks at the gradients of single examples. */
    default boolean isMeasuring() {
        return false;
    }

    /** Whether the gradients of the single examples are to be looked at in this step. */
    default boolean measures(long step, int current) {
        return false;
    }

    /** The batch size after they were looked at. */
    default int grown(int current, GradientStatistics statistics) {
        return current;
    }

    /**
     * Whether batches can begin with the sampler's own batch size.
     *
     * @return why not, as the end of a sentence that names the schedule, or empty if they can
     */
    default Optional<String> objectionTo(int base) {
        return Optional.empty();
    }

    /** The largest batch size that can come. */
    int largest(int base);
}
