package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
    @Test
    void theGradientOfASumOfSquaresIsTwiceTheVector() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[] {1, -2, 3});
            Vec loss = workspace.record(x, () -> x.square().sum());
            assertThat(workspace.gradient(loss, x).toArray()).containsExactly(2, -4, 6);
            assertThat(x.toArray()).containsExactly(1, -2, 3);
        }
    }

    @Test
    void whatIsKeptOutlivesTheStepAndStaysUsable() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[] {1, 1});
            for (int i = 0; i < 100; i++) {
                Vec at = x;
                Vec loss = workspace.record(at, () -> at.square().sum());
                x = at.addScaled(-0.1, workspace.gradient(loss, at));
                workspace.keepOnly(List.of(x));
            }
            assertThat(x.norm().value()).isLessThan(1e-8);
        }
    }

    @Test
    void threadsDifferentiateAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<float[]>> jobs = new ArrayList<>();
            for (int job = 0; job < 4; job++) {
                float start = job + 1;
                jobs.add(() -> descend(start));
            }
            List<Future<float[]>> results = threads.invokeAll(jobs);
            for (int job = 0; job < 4; job++) {
                assertThat(results.get(job).get()).containsExactly(descend(job + 1));
            }
        } finally {
            threads.shutdown();
        }
    }

    private static float[] descend(float start) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[] {start, -start});
            for (int i = 0; i < 300; i++) {
                Vec at = x;
                Vec loss = workspace.record(
                        at,
                        () -> at.add(-1).square().sum().add(at.square().square().mean()));
                x = at.addScaled(-0.001, workspace.gradient(loss, at));
                workspace.keepOnly(List.of(x));
            }
            return x.toArray();
        }
    }
}
