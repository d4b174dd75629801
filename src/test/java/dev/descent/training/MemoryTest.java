package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.descent.training.optimizers.Adam;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.transforms.ClipByNorm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    /**
     * In a process of its own, whose heap is touched beforehand, and whose optimizing compiler, which takes memory whenever it
     * finds time, is off: only native memory can grow.
     */
    @Test
    void twentyThousandStepsLeaveMemoryWhereItWasAfterTheFirstThousand() {
        assumeThat(STATUS).as("resident memory is read from /proc").exists();
        List<String> resident = ChildProcess.run(
                List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1"), MemoryTest.class);
        double early = Double.parseDouble(resident.get(resident.size() - 2));
        double late = Double.parseDouble(resident.get(resident.size() - 1));
        assertThat(late / early).as("from %s to %s kB", early, late).isLessThan(1.02);
    }

    public static void main(String[] args) {
        TrainingSpec spec = new SpecBuilder(TinyProblem.spec())
                .optimizer(new Adam())
                .sampler(new Shuffle(32))
                .transforms(new ClipByNorm())
                .steps(20_000)
                .logEverySteps(50L)
                .seed(1)
                .build();
        Examples training = TinyProblem.examples(1000, 1);
        new Trainer(spec.effective(1000), new TinyProblem.Net(), TestEngine.get())
                .run(training, TinyProblem.examples(300, 2), Optional.empty(), new ResidentMemory(), "cpu");
    }

    private static final class ResidentMemory implements Observer {
        @Override
        public Signal signal(long step) {
            return Signal.CONTINUE;
        }

        @Override
        public void metrics(long step, double epoch, Map<String, Double> values) {
            if (values.containsKey("train_loss") && (step == 1000 || step == 20_000)) {
                System.out.println(kilobytes());
            }
        }

        @Override
        public void charge(long step) {}

        @Override
        public void checkpoint(Snapshot snapshot) {}

        private static long kilobytes() {
            try {
                return Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
