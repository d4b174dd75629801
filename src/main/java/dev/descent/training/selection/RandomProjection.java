package dev.descent.training.selection;

import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Vectors in fewer dimensions, with nearly the same inner products.
 *
 * <pre>
 *   x ↦ xR,   R {@code [P, d]} of independent signs ±1/√d:   E⟨xR, yR⟩ = ⟨x, y⟩
 * </pre>
 *
 * <p>The inner product of unit vectors deviates by about 1/√d. R is the same for every job, so that what one has projected
 * can be compared with what another has. Memory: 4Pd bytes. Source: Achlioptas, "Database-friendly random projections",
 * doi:10.1016/S0022-0000(03)00025-4.
 */
public final class RandomProjection {
    /** The most elements that R may have: half a GiB. */
    public static final long MOST_ELEMENTS = 1L << 27;

    private static final int STRETCH = 1024;
    private static final long SEED = 0;

    /** Of each stretch of rows of R the transposed, {@code [d, k]}. */
    private final List<Vec> stretches = new ArrayList<>();

    private final int size;

    /**
     * @param size P
     * @param dimensions d
     * @param vec makes a vector
     */
    public RandomProjection(int size, int dimensions, Function<float[], Vec> vec) {
        if ((long) size * dimensions > MOST_ELEMENTS) {
            throw new IllegalArgumentException(size + " times " + dimensions + " signs");
        }
        this.size = size;
        for (int from = 0; from < size; from += STRETCH) {
            int rows = Math.min(STRETCH, size - from);
            stretches.add(vec.apply(signs(from / STRETCH, rows * dimensions, (float) (1 / Math.sqrt(dimensions)))));
        }
    }

    private static float[] signs(int stretch, int count, float value) {
        Draws draws = new Randomness(SEED).draws(Randomness.Purpose.PROJECTION, stretch, 0);
        int[] bits = new int[(count + Integer.SIZE - 1) / Integer.SIZE];
        draws.bits(bits);
        float[] signs = new float[count];
        for (int i = 0; i < count; i++) {
            signs[i] = (bits[i / Integer.SIZE] >>> (i % Integer.SIZE) & 1) == 0 ? value : -value;
        }
        return signs;
    }

    /**
     * Projects some vectors.
     *
     * @param vectors {@code [n·P]}, one after another
     * @return {@code [n·d]}
     */
    public Vec of(Vec vectors, int n) {
        Vec columns = vectors.transpose(n);
        Vec sum = columns.slice(0, 1);
        for (int i = 0; i < stretches.size(); i++) {
            long from = (long) i * STRETCH;
            long to = Math.min(from + STRETCH, size);
            Vec part = stretches.get(i).matMul(columns.slice(from * n, to * n), to - from);
            sum = i == 0 ? part : sum.add(part);
        }
        return sum.transpose(sum.size() / n);
    }
}
