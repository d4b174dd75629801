package dev.descent.training.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Model;
import dev.descent.training.Outcome;
import dev.descent.training.SilentObserver;
import dev.descent.training.SpecBuilder;
import dev.descent.training.Trainer;
import dev.descent.training.TrainingSpec;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class TargetProjectionMlpTest {
    /** Hidden layers so narrow that with random weights, which never learn, no more than 64 % are right. */
    @Test
    void digitsAreLearnedWithoutBackPropagation() throws IOException {
        assertThat(accuracy(new TargetProjectionMlp(List.of(16, 16), Activation.TANH)))
                .isGreaterThan(0.8);
    }

    private static double accuracy(Model model) throws IOException {
        List<float[]> rows = digits();
        Examples training = new Digits(rows.subList(0, 1200));
        TrainingSpec spec = new SpecBuilder(model, new Classification())
                .optimizer(new Adam())
                .learningRate(0.003)
                .epochs(15)
                .seed(3)
                .build();
        Outcome outcome = new Trainer(
                        spec.effective(training.size()), model.network(training.signature()), TestEngine.get())
                .run(
                        training,
                        new Digits(rows.subList(1200, rows.size())),
                        Optional.empty(),
                        new SilentObserver(),
                        "cpu");
        return Objects.requireNonNull(((Outcome.Trained) outcome).metrics().get("validation_accuracy"));
    }

    /** 64 pixels from 0 to 16, and the digit. */
    private static List<float[]> digits() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(TargetProjectionMlpTest.class.getResourceAsStream(
                        "/dev/descent/datasets/builtin/digits.csv.gz"))),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> Character.isDigit(line.charAt(0)))
                    .map(line -> {
                        String[] cells = line.split(",", -1);
                        float[] row = new float[cells.length];
                        for (int i = 0; i < row.length; i++) {
                            row[i] = Float.parseFloat(cells[i]);
                        }
                        return row;
                    })
                    .toList();
        }
    }

    private record Digits(List<float[]> rows) implements Examples {
        @Override
        public Signature signature() {
            return new Signature(List.of(64), List.of(), 10);
        }

        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public void numeric(int row, FloatBuffer into) {
            float[] pixels = Arrays.copyOf(rows.get(row), 64);
            for (float pixel : pixels) {
                into.put(pixel / 8 - 1);
            }
        }

        @Override
        public void categories(int row, IntBuffer into) {}

        @Override
        public float target(int row) {
            return rows.get(row)[64];
        }

        @Override
        public double targetScale() {
            return 1;
        }
    }
}
