package dev.descent.training.schedules;

import dev.descent.spec.InvalidOptions;
import java.util.List;

/** What places within a job are counted in, after its warm-up. */
public enum Unit {
    STEPS,
    /** Of all steps. */
    FRACTION;

    /** A place as a number of steps, which need not be whole. */
    double position(double place, long steps) {
        return this == STEPS ? place : place * steps;
    }

    /** The step nearest to a place. */
    long step(double place, long steps) {
        return Math.round(position(place, steps));
    }

    /** Refuses places that do not rise, or that lie beyond the end. */
    void check(List<Double> places, String pointer) {
        for (int i = 0; i < places.size(); i++) {
            double place = places.get(i);
            if (i > 0 && place <= places.get(i - 1)) {
                throw new InvalidOptions(
                        pointer,
                        "conflict",
                        "must rise from one to the next, but " + place + " follows " + places.get(i - 1));
            }
            if (this == FRACTION && place > 1) {
                throw new InvalidOptions(
                        pointer, "conflict", "a fraction must be at most 1 but is " + place + "; is its unit steps?");
            }
        }
    }
}
