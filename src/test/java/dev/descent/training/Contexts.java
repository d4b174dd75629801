package dev.descent.training;

import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import java.util.OptionalDouble;

/** Step contexts for rules that are tested alone, with noise on arrays. */
public final class Contexts {
    private Contexts() {}

    public static StepContext of(double rate, Layout layout) {
        return of(0, rate, 0, layout);
    }

    public static StepContext of(long step, double rate, double decay, Layout layout) {
        return new StepContext(step, 0, rate, OptionalDouble.empty(), decay, 100, layout, new ArrayNoise(3));
    }

    /** @param progress the part of the run that is behind */
    public static StepContext at(long step, double progress, Layout layout) {
        return new StepContext(step, progress, 1, OptionalDouble.empty(), 0, 100, layout, new ArrayNoise(3));
    }

    /** Standard normal and uniform numbers as on the engine, but not the same ones. */
    public record ArrayNoise(long seed) implements Noise {
        @Override
        public Vec normal(long step, int stream, long size) {
            Draws draws = draws(step, stream);
            double[] values = new double[(int) size];
            for (int i = 0; i < size; i++) {
                values[i] = draws.gaussian();
            }
            return new ArrayVec(values);
        }

        @Override
        public Vec uniform(long step, int stream, long size) {
            Draws draws = draws(step, stream);
            double[] values = new double[(int) size];
            for (int i = 0; i < size; i++) {
                values[i] = draws.uniform();
            }
            return new ArrayVec(values);
        }

        @Override
        public Draws draws(long step, int stream) {
            return new Randomness(seed).draws(Randomness.Purpose.UPDATE, step, stream);
        }
    }
}
