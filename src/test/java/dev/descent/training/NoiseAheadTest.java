package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Noise that is drawn one step ahead. */
class NoiseAheadTest {
    private static final int LONG = 100_001;
    private static final long LAST_STEP = (1L << 48) - 1;

    private final SecretRandomness secret = new SecretRandomness(new byte[SecretRandomness.KEY_BYTES], 2);
    private final Workspace workspace = TestEngine.get().open("cpu");

    @AfterEach
    void close() {
        workspace.close();
    }

    private float[] alone(long step, int stream, int size) {
        return workspace
                .secureNormal(secret.draws(SecretRandomness.Purpose.NOISE, step, stream), size)
                .toArray();
    }

    private NoiseAhead on(Executor executor) {
        return new NoiseAhead(workspace, secret, executor);
    }

    private void assertSameBits(NoiseAhead noise) {
        for (long step : new long[] {0, 1, 2, 3, 7, 8}) {
            List<float[]> drawn = new ArrayList<>();
            List<float[]> expected = new ArrayList<>();
            // Step 2 asks for something else, and step 3 twice for the same.
            int size = step == 2 ? NoiseAhead.SHORTEST : LONG;
            for (int stream : step == 3 ? new int[] {0, 0} : new int[] {0, 1, 5}) {
                drawn.add(noise.normal(step, stream, size).toArray());
                expected.add(alone(step, stream, size));
            }
            drawn.add(noise.normal(step, 9, 1).toArray());
            expected.add(alone(step, 9, 1));
            for (int i = 0; i < drawn.size(); i++) {
                assertThat(drawn.get(i)).as("step %d, draw %d", step, i).isEqualTo(expected.get(i));
            }
            workspace.keepOnly(List.of());
        }
    }

    @Test
    void bitsAreThoseOfNoiseThatIsDrawnWhenItIsNeeded() {
        assertSameBits(on(task -> {}));
        assertSameBits(on(Runnable::run));
        try (NoiseAhead onAThread = new NoiseAhead(workspace, Optional.of(secret))) {
            assertSameBits(onAThread);
        }
    }

    @Test
    void whatTheOtherThreadBeginsTooLateIsDrawnOnce() {
        Deque<Runnable> late = new ArrayDeque<>();
        NoiseAhead noise = on(late::add);
        for (long step = 0; step < 4; step++) {
            float[] drawn = noise.normal(step, 0, LONG).toArray();
            late.forEach(Runnable::run);
            assertThat(drawn).isEqualTo(alone(step, 0, LONG));
        }
    }

    @Test
    void nothingIsDrawnFurtherAheadThanOneStep() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        NoiseAhead noise = on(tasks::add);
        for (long step = 0; step < 3; step++) {
            noise.normal(step, 0, LONG);
            noise.normal(step, 1, LONG);
            noise.normal(step, 2, NoiseAhead.SHORTEST - 1);
            assertThat(tasks).hasSize(2 * (int) (step + 1));
        }
    }

    @Test
    void afterTheEndNothingIsDrawnAndTheThreadEnds() throws InterruptedException {
        Deque<Runnable> tasks = new ArrayDeque<>();
        List<Thread> threads;
        try (NoiseAhead noise = new NoiseAhead(workspace, Optional.of(secret))) {
            noise.normal(0, 0, LONG);
            threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("noise-ahead"))
                    .toList();
        }
        for (Thread thread : threads) {
            assertThat(thread.isDaemon()).isTrue();
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
        NoiseAhead noise = on(tasks::add);
        noise.normal(0, 0, LONG);
        noise.close();
        assertThat(tasks)
                .allSatisfy(task -> assertThat(((Future<?>) task).isCancelled()).isTrue());
    }

    @Test
    void noiseThatCannotBeDrawnIsAnErrorOfTheStepThatNeedsItAndOfNoOther() {
        NoiseAhead noise = on(Runnable::run);

        assertThat(noise.normal(LAST_STEP, 0, LONG).toArray()).isEqualTo(alone(LAST_STEP, 0, LONG));
        assertThatThrownBy(() -> noise.normal(LAST_STEP + 1, 0, LONG))
                .hasMessage("the noise of a step could not be drawn")
                .cause()
                .hasMessageContaining("step must be from 0 to");
    }

    @Test
    void withoutAKeyThereIsNoNoise() {
        try (NoiseAhead noise = new NoiseAhead(workspace, Optional.empty())) {
            for (int size : new int[] {1, LONG}) {
                assertThatThrownBy(() -> noise.normal(0, 0, size)).hasMessage("private training needs a secret key");
            }
        }
    }
}
