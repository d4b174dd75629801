package dev.descent.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void asManyPassAtOnceAsComeInASecondAndThenOneAtATime() {
        TokenBucket bucket = new TokenBucket(4, START);
        for (int i = 0; i < 4; i++) {
            assertThat(bucket.secondsToWait(START)).isZero();
        }
        assertThat(bucket.secondsToWait(START)).isCloseTo(0.25, within(1e-9));
        assertThat(bucket.secondsToWait(START.plusMillis(250))).isZero();
        assertThat(bucket.secondsToWait(START.plusMillis(250))).isPositive();
    }

    @Test
    void lessThanOneASecondLetsOneThroughAtATime() {
        TokenBucket bucket = new TokenBucket(0.1, START);
        assertThat(bucket.secondsToWait(START)).isZero();
        assertThat(bucket.secondsToWait(START)).isCloseTo(10, within(1e-9));
        assertThat(bucket.secondsToWait(START.plusSeconds(1000))).isZero();
        assertThat(bucket.secondsToWait(START.plusSeconds(1000))).isPositive();
    }

    @Property
    void overAnyTimeNoMorePassThanTheRateAndOneBurst(
            @ForAll @DoubleRange(min = 0.1, max = 50) double rate,
            @ForAll @Size(max = 200) List<@IntRange(max = 300) Integer> pauses) {
        TokenBucket bucket = new TokenBucket(rate, START);
        Instant now = START;
        int passed = 0;
        for (int pause : pauses) {
            now = now.plusMillis(pause);
            if (bucket.secondsToWait(now) == 0) {
                passed++;
            }
            double seconds = (now.toEpochMilli() - START.toEpochMilli()) / 1e3;
            assertThat((double) passed).isLessThanOrEqualTo(Math.max(1, rate) + rate * seconds + 1e-6);
        }
    }

    @Property
    void whoWaitsAsLongAsToldPasses(@ForAll @DoubleRange(min = 0.1, max = 50) double rate) {
        TokenBucket bucket = new TokenBucket(rate, START);
        double wait = 0;
        while (wait == 0) {
            wait = bucket.secondsToWait(START);
        }
        assertThat(bucket.secondsToWait(START.plusMillis((long) Math.ceil(wait * 1000) + 1)))
                .isZero();
    }
}
