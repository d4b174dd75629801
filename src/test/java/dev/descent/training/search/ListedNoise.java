package dev.descent.training.search;

import dev.descent.training.StepContext;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import java.util.OptionalDouble;

/** Draws that a test lists, by step and stream; the same list for normal and for uniform ones. */
record ListedNoise(Listing listing) implements Noise {
    interface Listing {
        Vec at(int step, int stream);
    }

    static StepContext context(long step, double rate, Listing listing) {
        return new StepContext(step, 0, rate, OptionalDouble.empty(), 0, 100, Layout.EMPTY, new ListedNoise(listing));
    }

    @Override
    public Vec normal(long step, int stream, long size) {
        return listing.at((int) step, stream);
    }

    @Override
    public Vec uniform(long step, int stream, long size) {
        return listing.at((int) step, stream);
    }

    @Override
    public Draws draws(long step, int stream) {
        return new Randomness(1).draws(Randomness.Purpose.UPDATE, step, stream);
    }
}
