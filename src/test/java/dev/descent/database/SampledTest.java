package dev.descent.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Figures that a query answers. */
class SampledTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void anAnswerIsGoodForSomeSeconds() {
        Sampled<Integer> figure = new Sampled<>("test", asked::incrementAndGet, now::get);
        assertThat(figure.get()).contains(1);
        pass(4);
        assertThat(figure.get()).contains(1);
        pass(1);
        assertThat(figure.get()).contains(2);
    }

    @Test
    void aQueryThatFailsLeavesNoFigureAndIsAskedAgain() {
        Sampled<Integer> figure = new Sampled<>(
                "test",
                () -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new IllegalStateException("away");
                    }
                    return asked.get();
                },
                now::get);
        assertThat(figure.get()).contains(1);
        pass(5);
        assertThat(figure.get()).isEmpty();
        assertThat(figure.get()).isEmpty();
        assertThat(asked).hasValue(2);
        pass(5);
        assertThat(figure.get()).contains(3);
    }

    /** All who ask meanwhile wait for the same second, which has passed here. */
    @Test
    void aQueryThatTakesLongIsNotWaitedForAndTheLastAnswerServesForAWhile() throws InterruptedException {
        CountDownLatch late = new CountDownLatch(1);
        Sampled<Integer> figure = new Sampled<>(
                "test",
                () -> {
                    if (asked.incrementAndGet() == 2) {
                        await(late);
                    }
                    return asked.get();
                },
                now::get);
        assertThat(figure.get()).contains(1);
        pass(5);
        assertThat(figure.get()).contains(1);
        pass(24);
        assertThat(figure.get()).contains(1);
        pass(1);
        assertThat(figure.get()).isEmpty();
        assertThat(asked).as("never two at once").hasValue(2);
        late.countDown();
        while (figure.get().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
