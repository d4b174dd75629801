package dev.descent.training.tensor;

import java.util.Arrays;

/**
 * Standard normal numbers as half the sum of four draws, in plain Java, so that any thread can make them.
 *
 * <pre>
 *   x = ½ Σₖ √(−2 ln uₖ) cos πvₖ,   y = ½ Σₖ √(−2 ln uₖ) sin πvₖ,   k = 1, ..., 4
 * </pre>
 *
 * <p>Symbols: uₖ uniform on (0, 1) with 31 random bits; vₖ uniform on [−1, 1) with 24. Each term is the transform of Box
 * and Muller, doi:10.1214/aoms/1177706645, and x and y are independent. The tails of a draw go on to 6.66, those of x and
 * y to twice that. Why four: see {@link Workspace#secureNormal}.
 *
 * <p>Logarithm, sine and cosine are power series of which the remainder is below the rounding of a float; there are no
 * tables and no branches, so that the time does not depend on the numbers. All arithmetic is of Java's floats, and the
 * same on every machine. Loops are short and each on arrays of its own, because such are compiled to vector code.
 */
public final class SecureNormal {
    /** Elements that are drawn together: a call for a multiple of them can be divided there. */
    public static final int CHUNK = 2048;

    private static final int SUMMANDS = 4;
    private static final int PAIRS = CHUNK / 2;

    private static final float LN_2 = (float) StrictMath.log(2);

    /** 2 artanh s = 2s + (2/3)s³ + ...; the next term is below 1e-8 where s ≤ 1/3. */
    private static final float A3 = 2f / 3;

    private static final float A5 = 2f / 5;
    private static final float A7 = 2f / 7;
    private static final float A9 = 2f / 9;
    private static final float A11 = 2f / 11;
    private static final float A13 = 2f / 13;

    /** Coefficients of sin (π/2)v and cos (π/2)v; the next terms are below 6e-8 and 7e-9 where |v| ≤ 1. */
    private static final float S1 = quarterTurn(1);

    private static final float S3 = quarterTurn(3);
    private static final float S5 = quarterTurn(5);
    private static final float S7 = quarterTurn(7);
    private static final float S9 = quarterTurn(9);
    private static final float S11 = quarterTurn(11);
    private static final float C2 = quarterTurn(2);
    private static final float C4 = quarterTurn(4);
    private static final float C6 = quarterTurn(6);
    private static final float C8 = quarterTurn(8);
    private static final float C10 = quarterTurn(10);
    private static final float C12 = quarterTurn(12);

    private final Bits bits;
    private final int[] words = new int[2 * PAIRS];
    private final float[] radii = new float[PAIRS];
    private final float[] exponents = new float[PAIRS];
    private final float[] turns = new float[PAIRS];
    private final float[] sines = new float[PAIRS];
    private final float[] cosines = new float[PAIRS];
    private final float[] x = new float[PAIRS];
    private final float[] y = new float[PAIRS];

    public SecureNormal(Bits bits) {
        this.bits = bits;
    }

    /**
     * Writes the next elements to {@code into[from]}, ..., {@code into[to - 1]}.
     *
     * <p>Several calls give the same as one, if all but the last are for a multiple of {@link #CHUNK} elements.
     */
    public void next(float[] into, int from, int to) {
        for (int at = from; at < to; at += CHUNK) {
            int count = Math.min(CHUNK, to - at);
            int pairs = (count + 1) / 2;
            sum(pairs);
            System.arraycopy(x, 0, into, at, pairs);
            System.arraycopy(y, 0, into, at + pairs, count - pairs);
        }
    }

    private void sum(int pairs) {
        int[] drawn = pairs == PAIRS ? words : new int[2 * pairs];
        Arrays.fill(x, 0);
        Arrays.fill(y, 0);
        for (int k = 0; k < SUMMANDS; k++) {
            bits.bits(drawn);
            split(drawn, radii, exponents, pairs);
            halfRadii(radii, exponents, pairs);
            turns(drawn, turns, pairs);
            halfAngles(turns, sines, cosines, pairs);
            add(radii, sines, cosines, x, y, pairs);
        }
    }

    /** u = 2⁻ᵏ⁻²⁴ m with m from 2²³ to 2²⁴. The last bit is set: half a step above zero, so that there is a logarithm. */
    private static void split(int[] words, float[] mantissas, float[] exponents, int n) {
        for (int i = 0; i < n; i++) {
            int odd = words[i] | 1;
            int k = Integer.numberOfLeadingZeros(odd);
            mantissas[i] = odd << k >>> 8;
            exponents[i] = k;
        }
    }

    /** ½√(−2 ln u) = √(½(k ln 2 − ln m)), in place of m. */
    private static void halfRadii(float[] mantissas, float[] exponents, int n) {
        for (int i = 0; i < n; i++) {
            float m = mantissas[i] * 0x1.0p-24f;
            float s = (1 - m) / (1 + m);
            float q = s * s;
            float minusLog = s * (2 + q * (A3 + q * (A5 + q * (A7 + q * (A9 + q * (A11 + q * A13))))));
            mantissas[i] = (float) Math.sqrt(0.5f * (exponents[i] * LN_2 + minusLog));
        }
    }

    private static void turns(int[] words, float[] turns, int n) {
        for (int i = 0; i < n; i++) {
            turns[i] = (words[n + i] >> 8) * 0x1.0p-23f;
        }
    }

    /** Sine and cosine of half the angle. */
    private static void halfAngles(float[] turns, float[] sines, float[] cosines, int n) {
        for (int i = 0; i < n; i++) {
            float v = turns[i];
            float q = v * v;
            sines[i] = v * (S1 + q * (S3 + q * (S5 + q * (S7 + q * (S9 + q * S11)))));
            cosines[i] = 1 + q * (C2 + q * (C4 + q * (C6 + q * (C8 + q * (C10 + q * C12)))));
        }
    }

    /** x + r cos 2α and y + r sin 2α. A loop with all of this and the series is too long for vector code. */
    private static void add(float[] radii, float[] sines, float[] cosines, float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            float r = radii[i];
            float s = sines[i];
            x[i] += r * (1 - 2 * s * s);
            y[i] += 2 * r * s * cosines[i];
        }
    }

    /** (±)(π/2)ⁿ/n!, with the sign that it has in the series of sine and cosine. */
    private static float quarterTurn(int n) {
        double term = 1;
        for (int i = 1; i <= n; i++) {
            term *= Math.PI / 2 / i;
        }
        return (float) (n / 2 % 2 == 0 ? term : -term);
    }
}
