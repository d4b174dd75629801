package dev.descent.spec;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Makes ids that sort by the time they were made.
 *
 * <p>An id is a prefix and 26 digits of Crockford's base 32: 48 bits of milliseconds, then 80 random bits. Two ids of
 * one millisecond, or of a clock that went back, follow one another by counting up, so that ids of one maker always
 * rise. Layout: the ULID specification, github.com/ulid/spec.
 */
public final class Ids {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int LENGTH = 26;
    private static final long LOW_40 = (1L << 40) - 1;

    private final RandomGenerator random;
    private long millis = -1;
    private long high;
    private long low;

    public Ids() {
        this(new SecureRandom());
    }

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** A new id such as {@code job_01J8ZQ6M5T3V0X9N4C2B7K1HDW} for the prefix {@code job}. */
    public synchronized String next(String prefix, Instant now) {
        if (now.toEpochMilli() > millis) {
            millis = now.toEpochMilli();
            high = random.nextLong() & LOW_40;
            low = random.nextLong() & LOW_40;
        } else {
            low = (low + 1) & LOW_40;
            high = low == 0 ? (high + 1) & LOW_40 : high;
            millis = high == 0 && low == 0 ? millis + 1 : millis;
        }
        char[] digits = new char[LENGTH];
        write(digits, 0, 10, millis);
        write(digits, 10, 8, high);
        write(digits, 18, 8, low);
        return prefix + "_" + new String(digits);
    }

    private static void write(char[] digits, int from, int count, long value) {
        for (int i = 0; i < count; i++) {
            digits[from + i] = DIGITS[(int) (value >>> (5 * (count - 1 - i))) & 31];
        }
    }
}
