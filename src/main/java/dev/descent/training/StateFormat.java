package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Optional;
import java.util.function.Function;

/** How the state of an update rule is kept from one step to the next. */
@Family(value = "state_formats", description = "How the state of the update rule is kept from one step to the next.")
public interface StateFormat {
    /**
     * The state as it is kept.
     *
     * @param constant makes a vector of numbers
     */
    State pack(State state, UpdateRule rule, Layout layout, Function<float[], Vec> constant);

    /** The state as the rule needs it. */
    State unpack(State packed, UpdateRule rule, Layout layout, Function<float[], Vec> constant);

    /**
     * Whether this rule's state can be kept so.
     *
     * @return why not, as the end of a sentence that names the rule, or empty if it can
     */
    Optional<String> objectionTo(UpdateRule rule);

    /** Bytes kept for each element of the state. */
    double bytesPerElement();
}
