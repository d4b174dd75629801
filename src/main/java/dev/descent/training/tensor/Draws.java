package dev.descent.training.tensor;

/** Numbers drawn one after another at one address of a {@link Randomness}. */
public final class Draws {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final double TWO_POW_MINUS_53 = 0x1.0p-53;

    private final int key0;
    private final int key1;
    private final int counter1;
    private final int counter2;
    private final int counter3;
    private int block;
    private final int[] words = new int[4];
    private int used = 4;
    private double spareGaussian = Double.NaN;

    Draws(long seed, int purpose, long step, int stream) {
        // The key is the seed; purpose shares a counter word with the high bits of the step, which no job reaches.
        key0 = (int) seed;
        key1 = (int) (seed >>> 32);
        counter1 = stream;
        counter2 = (int) step;
        counter3 = (int) (step >>> 32) ^ (purpose << 24);
    }

    /** 32 uniform bits. */
    public int bits() {
        if (used == 4) {
            philox(block++, counter1, counter2, counter3, key0, key1, words);
            used = 0;
        }
        return words[used++];
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
}
