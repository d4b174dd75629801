package dev.descent.training.states;

import dev.descent.spec.Strategy;
import dev.descent.training.State;
import dev.descent.training.StateFormat;
import dev.descent.training.UpdateRule;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Optional;
import java.util.function.Function;

/** Every vector of the state as it is, in 32-bit floats. */
@Strategy(type = "full", title = "Full precision", description = "The state in 32-bit floats.")
public record FullPrecision() implements StateFormat {
    @Override
    public State pack(State state, UpdateRule rule, Layout layout, Function<float[], Vec> constant) {
        return state;
    }

    @Override
    public State unpack(State packed, UpdateRule rule, Layout layout, Function<float[], Vec> constant) {
        return packed;
    }

    @Override
    public Optional<String> objectionTo(UpdateRule rule) {
        return Optional.empty();
    }

    @Override
    public double bytesPerElement() {
        return Float.BYTES;
    }
}
