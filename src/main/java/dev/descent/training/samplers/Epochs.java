package dev.descent.training.samplers;

import dev.descent.training.Sampler.Draw;
import dev.descent.training.Sampler.Sampling;
import dev.descent.training.Sampler.Turn;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Every example once per epoch, in the order of that epoch; no batch has examples of two.
 *
 * <p>Keeps the order of the epoch asked for last, because the next step nearly always needs it too.
 */
final class Epochs implements Sampling {
    private final int examples;
    private final LongFunction<int[]> orders;
    private long epoch = -1;
    private int[] order = {};

    /** @param orders of the epochs, counted from 0; each a permutation of the examples */
    Epochs(int examples, LongFunction<int[]> orders) {
        this.examples = examples;
        this.orders = orders;
    }

    @Override
    public Draw draw(Turn turn) {
        long wanted = turn.position() / examples;
        if (wanted != epoch) {
            order = orders.apply(wanted);
            epoch = wanted;
        }
        int from = (int) (turn.position() % examples);
        return new Draw(Arrays.copyOfRange(order, from, (int) Math.min((long) from + turn.size(), examples)));
    }
}
