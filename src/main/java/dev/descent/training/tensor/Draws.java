package dev.descent.training.tensor;

import java.util.Arrays;

/** Numbers drawn one after another at one address of a {@link Randomness}. */
public final class Draws implements Bits {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final double TWO_POW_MINUS_53 = 0x1.0p-53;
    private static final long WORD = 0xFFFFFFFFL;

    /** What a block of bits has; the words of one lie where {@link #skip} can find them. */
    public static final int WORDS = 4;

    /** Blocks that go through the rounds together; few enough for the innermost cache. */
    private static final int LANES = 256;

    private final int key0;
    private final int key1;
    private final int counter1;
    private final int counter2;
    private final int counter3;
    private int block;
    private final int[] words = new int[WORDS];
    private int used = WORDS;
    private double spareGaussian = Double.NaN;

    Draws(long seed, int purpose, long step, int stream) {
        // The key is the seed; purpose shares a counter word with the high bits of the step, which no job reaches.
        key0 = (int) seed;
        key1 = (int) (seed >>> 32);
        counter1 = stream;
        counter2 = (int) step;
        counter3 = (int) (step >>> 32) ^ (purpose << 24);
    }

    /** These draws with so many blocks of {@link #WORDS} words passed by; to be called before anything is drawn. */
    public Draws skip(int blocks) {
        block += blocks;
        return this;
    }

    /** 32 uniform bits. */
    public int bits() {
        if (used == WORDS) {
            philox(block++, counter1, counter2, counter3, key0, key1, words);
            used = 0;
        }
        return words[used++];
    }

    /** Fills the array with what {@link #bits} would give one by one, faster. */
    @Override
    public void bits(int[] into) {
        int at = 0;
        while (at < into.length && used < WORDS) {
            into[at++] = words[used++];
        }
        long[][] lanes = into.length - at < WORDS * LANES ? new long[0][] : new long[WORDS][LANES];
        for (; into.length - at >= WORDS * LANES; at += WORDS * LANES) {
            philox(block, lanes);
            block += LANES;
            for (int i = 0; i < LANES; i++) {
                into[at + WORDS * i] = (int) lanes[0][i];
                into[at + WORDS * i + 1] = (int) lanes[1][i];
                into[at + WORDS * i + 2] = (int) lanes[2][i];
                into[at + WORDS * i + 3] = (int) lanes[3][i];
            }
        }
        while (at < into.length) {
            into[at++] = bits();
        }
    }

    /** Uniform on [0, 1), with 53 random bits. */
    public double uniform() {
        long high = bits() & 0xFFFFFFFFL;
        long low = bits() & 0xFFFFFFFFL;
        return ((high << 21) ^ (low >>> 11)) * TWO_POW_MINUS_53;
    }

    /** Uniform on {0, ..., bound - 1}, without bias (Lemire, arXiv:1805.10941). */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive but is " + bound);
        }
        long product = (bits() & 0xFFFFFFFFL) * bound;
        if ((product & 0xFFFFFFFFL) < bound) {
            long threshold = (1L << 32) % bound;
            while ((product & 0xFFFFFFFFL) < threshold) {
                product = (bits() & 0xFFFFFFFFL) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** Standard normal, by the Box-Muller transform. */
    public double gaussian() {
        if (!Double.isNaN(spareGaussian)) {
            double spare = spareGaussian;
            spareGaussian = Double.NaN;
            return spare;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        double angle = 2 * Math.PI * uniform();
        spareGaussian = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }

    /** A uniformly random order of 0, ..., n - 1 (Fisher-Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Philox 4x32-10 of one counter and key. */
    static void philox(int counter0, int counter1, int counter2, int counter3, int key0, int key1, int[] out) {
        int c0 = counter0;
        int c1 = counter1;
        int c2 = counter2;
        int c3 = counter3;
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
            long product1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        out[0] = c0;
        out[1] = c1;
        out[2] = c2;
        out[3] = c3;
    }

    /** The blocks of {@link #LANES} consecutive counters, one word an array. */
    private void philox(int firstBlock, long[][] lanes) {
        for (int i = 0; i < LANES; i++) {
            lanes[0][i] = (firstBlock + i) & WORD;
        }
        Arrays.fill(lanes[1], counter1 & WORD);
        Arrays.fill(lanes[2], counter2 & WORD);
        Arrays.fill(lanes[3], counter3 & WORD);
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            round(lanes[0], lanes[1], lanes[2], lanes[3], k0 & WORD, k1 & WORD);
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
    }

    /** One round of many blocks: words are kept in longs, because that is what the compiler turns into vector code. */
    private static void round(long[] c0, long[] c1, long[] c2, long[] c3, long k0, long k1) {
        for (int i = 0; i < LANES; i++) {
            long product0 = MULTIPLIER_0 * c0[i];
            long product1 = MULTIPLIER_1 * c2[i];
            c0[i] = (product1 >>> 32) ^ c1[i] ^ k0;
            c1[i] = product1 & WORD;
            c2[i] = (product0 >>> 32) ^ c3[i] ^ k1;
            c3[i] = product0 & WORD;
        }
    }
}
