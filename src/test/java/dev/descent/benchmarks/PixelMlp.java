package dev.descent.benchmarks;

import dev.descent.training.SpecBuilder;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;

/** What benchmarks of an MLP 784-256-10 with Adam have in common. */
final class PixelMlp {
    static final int WIDTH = 784;
    static final Signature SIGNATURE = new Signature(List.of(WIDTH), List.of(), 10);

    private PixelMlp() {}

    /** Logged every ten steps. */
    static SpecBuilder spec() {
        return new SpecBuilder(new Mlp(List.of(256), Activation.RELU, 0, Mlp.Normalization.NONE), new Classification())
                .logEverySteps(10L)
                .seed(1);
    }

    /** Draws the pixels of an example. */
    static void draw(int row, FloatBuffer into) {
        Draws draws = new Randomness(1).draws(Randomness.Purpose.DATA, row, 0);
        for (int i = 0; i < WIDTH; i++) {
            into.put((float) draws.uniform());
        }
    }

    /** Examples of the classes in turn. */
    interface Pixels extends Examples {
        @Override
        default Signature signature() {
            return SIGNATURE;
        }

        @Override
        default void categories(int row, IntBuffer into) {}

        @Override
        default float target(int row) {
            return row % SIGNATURE.classes();
        }

        @Override
        default double targetScale() {
            return 1;
        }
    }
}
