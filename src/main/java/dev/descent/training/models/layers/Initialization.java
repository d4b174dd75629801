package dev.descent.training.models.layers;

import dev.descent.training.tensor.Draws;

/** How the first value of each element of a parameter is chosen. */
@FunctionalInterface
interface Initialization {
    double next(Draws draws);

    static Initialization constant(double value) {
        return draws -> value;
    }

    static Initialization standardNormal() {
        return Draws::gaussian;
    }

    /**
     * Uniform on ±1/√fanIn, for weights and biases of layers that sum over fanIn inputs.
     *
     * <p>It is what PyTorch's {@code Linear} and {@code Conv2d} do: {@code kaiming_uniform_} with a = √5 comes to the
     * same bound.
     */
    static Initialization fanIn(long fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        return draws -> (2 * draws.uniform() - 1) * bound;
    }
}
