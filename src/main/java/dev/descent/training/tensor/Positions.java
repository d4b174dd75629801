package dev.descent.training.tensor;

import java.util.List;

/** The numbers 0, 1, 2, ..., from which masks and indices are made. They are exact up to 2²⁴ in 32-bit floats. */
public final class Positions {
    private Positions() {}

    /**
     * 0, 1, ..., count − 1.
     *
     * @param engine any vector of the engine and scope that the result is to belong to
     */
    public static Vec upTo(long count, Vec engine) {
        Vec positions = engine.slice(0, 1).zeros();
        while (positions.size() < count) {
            positions = positions.concat(List.of(positions.add(positions.size())));
        }
        return positions.slice(0, count);
    }

    /** 1 at one position and 0 at all others. */
    public static Vec indicator(long position, long count, Vec engine) {
        Vec half = engine.slice(0, 1).zeros().add(0.5);
        return upTo(count, engine).add(-position).abs().less(half);
    }
}
