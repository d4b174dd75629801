package dev.descent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @Test
    void theDelaysGrowAndAddUpToAboutThreeDays() {
        assertThat(Retries.DELAYS).isSorted();
        assertThat(Retries.DELAYS.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofHours(66), Duration.ofHours(78));
    }

    @Test
    void aDelayIsThatOfTheTableStretchedByAtMostAFifth() {
        for (int attempt = 1; attempt <= Retries.DELAYS.size(); attempt++) {
            Duration delay = Retries.DELAYS.get(attempt - 1);
            assertThat(new Retries(always(0)).after(attempt)).hasValue(delay);
            assertThat(new Retries(always(0.5)).after(attempt))
                    .hasValue(delay.multipliedBy(11).dividedBy(10));
            assertThat(new Retries(always(Math.nextDown(1.0))).after(attempt).orElseThrow())
                    .isLessThanOrEqualTo(delay.multipliedBy(12).dividedBy(10));
        }
    }

    @Test
    void nothingFollowsTheLastAttempt() {
        assertThat(new Retries(always(0)).after(Retries.DELAYS.size() + 1)).isEmpty();
    }
}
