package dev.descent.training;

import dev.descent.training.tensor.Bits;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.Arrays;

/**
 * The random choices of one augmentation in one step.
 *
 * @param place of the augmentation in its list, counted from 0
 * @param first the place in the batch of the step at which the examples at hand begin
 */
public record Chance(Randomness randomness, Workspace workspace, long step, int place, int first) {
    /** A stream is 4 bits of the place and 28 that tell its users apart. */
    private static final int USERS = 28;

    /** The most augmentations that have addresses of their own. */
    public static final int PLACES = 1 << (Integer.SIZE - USERS);

    private static final int BATCH = 0;
    private static final int RADII = 1;
    private static final int ANGLES = 2;
    private static final int EXAMPLES = 3;

    /** For what happens to the batch as a whole. */
    public Draws ofBatch() {
        return draws(BATCH);
    }

    /** For what happens to one example, counted from 0 among those at hand. */
    public Draws ofExample(int example) {
        return draws(EXAMPLES + first + example);
    }

    private Draws draws(int user) {
        return randomness.draws(Randomness.Purpose.AUGMENTATION, step, (place << USERS) | user);
    }

    /**
     * Independent standard normal numbers, {@code [examples, each]} row after row, drawn at once and yet so that the row
     * of an example depends on its place in the batch alone.
     *
     * <p>A uniform vector is turned into normal numbers pair by pair, the halves of the vector being partners; both of a
     * pair are given to the same example.
     */
    public Vec normal(int examples, int each) {
        int pairs = (each + 2 * Draws.WORDS - 1) / (2 * Draws.WORDS) * Draws.WORDS;
        long half = (long) examples * pairs;
        int passed = Math.multiplyExact(first, pairs / Draws.WORDS);
        Bits bits = new Halves(draws(RADII).skip(passed), draws(ANGLES).skip(passed), half);
        Vec rows = workspace.normal(bits, 2 * half).transpose(2);
        return each == 2 * pairs
                ? rows
                : rows.transpose(examples).slice(0, (long) examples * each).transpose(each);
    }

    /** So many words of one, and then those of another. */
    private static final class Halves implements Bits {
        private final Bits second;
        private final Bits first;
        private long left;

        Halves(Bits first, Bits second, long count) {
            this.first = first;
            this.second = second;
            left = count;
        }

        @Override
        public void bits(int[] into) {
            int ofFirst = (int) Math.min(left, into.length);
            left -= ofFirst;
            if (ofFirst == into.length) {
                first.bits(into);
            } else if (ofFirst == 0) {
                second.bits(into);
            } else {
                int[] head = Arrays.copyOf(into, ofFirst);
                int[] tail = new int[into.length - ofFirst];
                first.bits(head);
                second.bits(tail);
                System.arraycopy(head, 0, into, 0, ofFirst);
                System.arraycopy(tail, 0, into, ofFirst, tail.length);
            }
        }
    }
}
