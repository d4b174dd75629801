package dev.descent.training.tensor;

/**
 * Randomness as a function of (seed, purpose, step, stream), not as a stream that is used up.
 *
 * <p>A job that resumes at step n draws what it would have drawn without the pause, and no two jobs disturb each other.
 * Bits come from Philox 4x32 with ten rounds, keyed by seed and purpose, counting through step, stream and index.
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", doi:10.1145/2063384.2063405. Not for privacy
 * noise: the seed is public.
 */
public final class Randomness {
    /** What a draw is for; draws for different purposes are independent. */
    public enum Purpose {
        SPLIT(1),
        INITIALIZATION(2),
        ORDER(3),
        DROPOUT(4),
        DATA(5),
        UPDATE(6),
        TRANSFORM(7),
        LABELS(8),
        CURVATURE(9),
        SAMPLING(10),
        MECHANISM(11),
        AUGMENTATION(12),
        PROJECTION(13),
        SELECTION(14);

        /** Part of every draw's address: never changed and never used twice. */
        private final int code;

        Purpose(int code) {
            this.code = code;
        }
    }

    private final long seed;

    public Randomness(long seed) {
        this.seed = seed;
    }

    /**
     * The draws of one place in the job.
     *
     * @param step the optimizer step, epoch or row that the draws belong to
     * @param stream tells several users of one step apart, such as the layers of a network
     */
    public Draws draws(Purpose purpose, long step, int stream) {
        return new Draws(seed, purpose.code, step, stream);
    }
}
