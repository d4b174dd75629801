package dev.descent.training;

import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Vectors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What an update rule remembers: named vectors and the number of steps taken.
 *
 * <p>Nothing is hidden elsewhere, so a checkpoint that keeps this keeps everything.
 *
 * @param steps steps taken so far: the update that receives {@code steps = 0} is the first
 */
public record State(long steps, Map<String, Vec> vectors) implements Vectors<State> {
    public static final State EMPTY = new State(0, Map.of());

    public State {
        vectors = Map.copyOf(vectors);
    }

    public Vec get(String name) {
        Vec vector = vectors.get(name);
        if (vector == null) {
            throw new IllegalStateException("the state holds " + vectors.keySet() + " but not " + name);
        }
        return vector;
    }

    public boolean has(String name) {
        return vectors.containsKey(name);
    }

    /** This state with one vector added or replaced. */
    public State with(String name, Vec vector) {
        Map<String, Vec> changed = new LinkedHashMap<>(vectors);
        changed.put(name, vector);
        return new State(steps, changed);
    }

    @Override
    public State map(UnaryOperator<Vec> change) {
        Map<String, Vec> changed = new LinkedHashMap<>();
        vectors.forEach((name, vector) -> changed.put(name, change.apply(vector)));
        return new State(steps, changed);
    }

    /** This state one step later. */
    public State next() {
        return new State(steps + 1, vectors);
    }
}
