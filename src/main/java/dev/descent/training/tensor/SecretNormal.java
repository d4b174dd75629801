package dev.descent.training.tensor;

/**
 * Standard normal numbers in double precision, one after another, from secret bits.
 *
 * <pre>
 *   x = ½ Σ_{i=1..4} √(−2 ln uᵢ) cos 2πwᵢ,   uᵢ on (0, 1], wᵢ on [0, 1), each with 53 random bits
 * </pre>
 *
 * <p>Half the sum of four independent draws is as normal as one of them. The low digits of a single draw in floating
 * point tell which u and w made it, and so the low digits of a value plus such a draw tell the value; of four draws there
 * are too many to try. Sources: Box and Muller, doi:10.1214/aoms/1177706645; Holohan and Braghin, arXiv:2107.10138.
 */
public final class SecretNormal {
    private static final int SUMMANDS = 4;
    private static final int WORDS_EACH = 2 * 2 * SUMMANDS;
    private static final double STEP = 0x1.0p-53;

    private final Bits bits;
    private final int[] words = new int[128 * WORDS_EACH];
    private int used = words.length;

    public SecretNormal(Bits bits) {
        this.bits = bits;
    }

    /** The next number. */
    public double next() {
        if (used == words.length) {
            bits.bits(words);
            used = 0;
        }
        double sum = 0;
        for (int i = 0; i < SUMMANDS; i++) {
            // One step above zero, so that the logarithm is finite.
            double u = (next53() + 1) * STEP;
            sum += Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * (next53() * STEP));
        }
        return sum / 2;
    }

    private long next53() {
        long high = words[used++];
        return (high << Integer.SIZE | words[used++] & 0xFFFFFFFFL) >>> 11;
    }
}
