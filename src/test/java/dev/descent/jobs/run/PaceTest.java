package dev.descent.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How fast a run goes, as seen from outside. */
class PaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Pace pace = new Pace(new RunMeters(meters), 100, 0);

    private double steps() {
        return meters.get("descent.training.steps").counter().count();
    }

    private double[] paces() {
        var timer = meters.get("descent.training.step").timer();
        return new double[] {timer.count(), timer.totalTime(TimeUnit.MILLISECONDS)};
    }

    @Test
    void everyStepIsCountedOnceAndTheirTimeIsToldOnceASecond() {
        pace.look(110, SECOND / 2, false);
        pace.look(110, SECOND / 2, false);
        assertThat(steps()).isEqualTo(10);
        assertThat(paces()).containsExactly(0, 0);
        pace.look(120, SECOND, false);
        assertThat(steps()).isEqualTo(20);
        assertThat(paces()).containsExactly(new double[] {1, 50}, offset(1e-6));
        pace.look(125, 2 * SECOND, true);
        assertThat(steps()).isEqualTo(25);
        assertThat(paces()).containsExactly(new double[] {2, 250}, offset(1e-6));
    }

    @Test
    void aStepThatTakesLongIsWaitedFor() {
        for (int second = 1; second < 10; second++) {
            pace.look(100, second * SECOND, false);
        }
        assertThat(paces()).containsExactly(0, 0);
        pace.look(101, 10 * SECOND, false);
        assertThat(paces()).containsExactly(new double[] {1, 10_000}, offset(1e-6));
    }

    @Test
    void aRunThatEndsAtOnceTellsOfTheStepsThatItTook() {
        pace.look(100, 1, true);
        assertThat(paces()).containsExactly(0, 0);
        pace.look(102, 2_000_000, true);
        assertThat(paces()).containsExactly(new double[] {1, 1}, offset(1e-6));
        assertThat(steps()).isEqualTo(2);
    }
}
