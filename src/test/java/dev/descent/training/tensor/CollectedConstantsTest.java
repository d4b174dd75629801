package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Objective;
import dev.descent.training.models.TestExamples;
import dev.descent.training.objectives.Classification;
import dev.descent.training.objectives.Regression;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The garbage collector runs between the way there and the way back, and what it frees is overwritten. */
class CollectedConstantsTest {
    private static final int SIZE = 12;

    private record Case(String name, BiFunction<Workspace, Vec, Vec> function) {
        static Case of(String name, UnaryOperator<Vec> function) {
            return new Case(name, (workspace, x) -> function.apply(x));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                Case.of("mul", x -> x.square().mul(3.5)),
                Case.of("add", x -> x.square().add(3.5)),
                Case.of("addScaled", x -> x.addScaled(-2.5, x.sigmoid())),
                Case.of("lerp", x -> x.lerp(x.sigmoid(), 0.25)),
                Case.of("clamp", x -> x.square().clamp(0.25, 4)),
                loss("cross entropy", new Classification(), true),
                loss("smoothed", new Classification(0.1, 2), true),
                loss("squared error", new Regression(), false),
                loss("huber", new Regression(Regression.Loss.HUBER, 0.5), false));
    }

    private static Case loss(String name, Objective objective, boolean hasClasses) {
        int outputs = hasClasses ? 3 : 1;
        Signature signature = new Signature(List.of(1), List.of(), hasClasses ? outputs : 0);
        return new Case(
                name,
                (workspace, x) -> objective.losses(
                        x.reshape(SIZE / outputs, outputs),
                        TestExamples.batch(workspace, signature, SIZE / outputs).targets()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theWayBackReadsWhatTheWayThereRead(Case c) {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            float[] values = new float[SIZE];
            for (int i = 0; i < SIZE; i++) {
                values[i] = (float) Math.sin(i + 1);
            }
            float[] undisturbed = gradient(workspace, c, values, false);
            for (int i = 0; i < 2; i++) {
                assertThat(gradient(workspace, c, values, true)).containsExactly(undisturbed);
            }
        }
    }

    private static float[] gradient(Workspace workspace, Case c, float[] values, boolean collects) {
        Vec x = workspace.vec(values);
        Vec sum = workspace.record(x, () -> c.function().apply(workspace, x).sum());
        if (collects) {
            collect();
        }
        return workspace.gradient(sum, x).toArray();
    }

    /** Buffers are freed by a thread that the collector tells; what was freed is then given out again. */
    private static void collect() {
        for (int round = 0; round < 2; round++) {
            System.gc();
            List<ByteBuffer> taken = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                int bytes = i % 2 == 0 ? Float.BYTES : Double.BYTES;
                ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
                while (buffer.hasRemaining()) {
                    buffer.put((byte) 0x41);
                }
                taken.add(buffer);
            }
            assertThat(taken).hasSize(20_000);
        }
    }
}
