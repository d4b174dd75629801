package dev.descent.training.search;

import dev.descent.training.SearchRule.Loss;
import dev.descent.training.tensor.Vec;

/**
 * A sum of n vectors that are made one after another.
 *
 * <p>No more than 2 + log₂ n of them are in memory at a time: a half of the sum is freed when it has become part of the
 * whole.
 */
final class RunningSum {
    private RunningSum() {}

    /** One term of the sum. */
    interface Term {
        Vec addedTo(Vec partial, int i);
    }

    /** {@code start} and the terms 0, ..., count - 1, added in this order. */
    static Vec of(Vec start, int count, Term term, Loss loss) {
        return of(start, 0, count, term, loss);
    }

    private static Vec of(Vec start, int from, int to, Term term, Loss loss) {
        if (from == to) {
            return start;
        }
        return loss.scoped(start, partial -> {
            if (to - from == 1) {
                return term.addedTo(partial, from);
            }
            int middle = (from + to) >>> 1;
            return of(of(partial, from, middle, term, loss), middle, to, term, loss);
        });
    }
}
