package dev.descent.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.artifacts.ExampleFile.Example;
import dev.descent.datasets.Limits;
import dev.descent.storage.CorruptFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleFileTest {
    private static final String JOB = "job_1";
    private static final String FINGERPRINT = "sha256:it's";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("examples.parquet");
    }

    private WrittenFile write(ExampleRecord examples) {
        try {
            return ExampleFileWriter.write(file(), examples, JOB, FINGERPRINT, Limits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExampleRecord ofClasses(Map<String, float[]> scores) {
        return new ExampleRecord(
                new int[] {2, 5, 7, 11},
                List.of("cat", "dog's"),
                new double[] {0, 1, 1, 0},
                new double[] {1, 1, Double.NaN, 0},
                scores,
                List.of("margin"));
    }

    private static List<Integer> rows(ExampleFile file, String sort, boolean descending, long offset, int limit) {
        return file.page(sort, descending, offset, limit).stream()
                .map(Example::row)
                .toList();
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Map<String, float[]> scores = new LinkedHashMap<>();
        scores.put("margin", new float[] {0.1f, -1, Float.NaN, 1e-30f});
        scores.put("loss", new float[] {3, Float.POSITIVE_INFINITY, 0.5f, Float.NEGATIVE_INFINITY});
        WrittenFile written = write(ofClasses(scores));

        assertThat(written.sizeBytes()).isEqualTo(Files.size(file()));
        assertThat(written.digest()).isEqualTo(WrittenFile.digest(file()));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file());
        }
        try (ExampleFile file = ExampleFile.open(file(), Limits.DEFAULT)) {
            assertThat(file.job()).isEqualTo(JOB);
            assertThat(file.fingerprint()).isEqualTo(FINGERPRINT);
            assertThat(file.scores()).containsExactly("margin", "loss");
            List<Example> all = file.page(null, false, 0, 10);
            assertThat(all).extracting(Example::row).containsExactly(2, 5, 7, 11);
            assertThat(all).extracting(Example::label).containsExactly("cat", "dog's", "dog's", "cat");
            assertThat(all).extracting(Example::predicted).containsExactly("dog's", "dog's", null, "cat");
            assertThat(all).extracting(e -> e.scores().get("margin")).containsExactly(0.1f, -1f, null, 1e-30f);
            assertThat(all).extracting(e -> e.scores().get("loss")).containsExactly(3f, null, 0.5f, null);
            assertThat(file.score("margin").rows()).containsExactly(2, 5, 7, 11);
            assertThat(file.score("loss").values()).containsExactly(scores.get("loss"));
            assertThat(file.score("margin").higherIsHarder()).isFalse();
            assertThat(file.score("loss").higherIsHarder()).isTrue();
        }
    }

    @Test
    void theSameRecordIsTheSameBytes() {
        ExampleRecord examples = ofClasses(Map.of("loss", new float[] {3, 1, 2, 0}));

        assertThat(write(examples)).isEqualTo(write(examples));
    }

    @Test
    void targetsThatAreNumbersStayNumbers() {
        write(new ExampleRecord(
                new int[] {0, 1},
                List.of(),
                new double[] {188.3, -2},
                new double[] {190.25, Double.NaN},
                Map.of(),
                List.of()));

        try (ExampleFile file = ExampleFile.open(file(), Limits.DEFAULT)) {
            List<Example> all = file.page(null, true, 0, 10);
            assertThat(all).extracting(Example::label).containsExactly(-2.0, 188.3);
            assertThat(all).extracting(Example::predicted).containsExactly(null, 190.25);
            assertThat(file.scores()).isEmpty();
        }
    }

    @Test
    void whatIsNotFiniteComesLastInEitherDirectionAndTiesAreBrokenByRow() {
        float none = Float.NaN;
        float far = Float.POSITIVE_INFINITY;
        write(new ExampleRecord(
                IntStream.range(0, 8).toArray(),
                List.of(),
                new double[8],
                new double[0],
                Map.of("s", new float[] {none, 1, far, 2, 1, -far, 2, 0}),
                List.of()));

        try (ExampleFile file = ExampleFile.open(file(), Limits.DEFAULT)) {
            assertThat(rows(file, "s", true, 0, 5)).containsExactly(3, 6, 1, 4, 7);
            assertThat(rows(file, "s", false, 0, 5)).containsExactly(7, 1, 4, 3, 6);
            assertThat(rows(file, "s", true, 5, 9)).containsExactlyInAnyOrder(0, 2, 5);
            assertThat(rows(file, "s", false, 2, 2)).containsExactly(4, 3);
            assertThat(rows(file, "s", false, 8, 2)).isEmpty();
            assertThat(file.page("s", true, 0, 1).get(0).predicted()).isNull();
        }
    }

    @Test
    void pagesOfALargeRecordAreThoseOfASort() {
        int examples = 20_000;
        float[] scores = new float[examples];
        for (int i = 0; i < examples; i++) {
            scores[i] = i * 7919 % 1000;
        }
        write(new ExampleRecord(
                IntStream.range(0, examples).toArray(),
                List.of(),
                new double[examples],
                new double[0],
                Map.of("s", scores),
                List.of()));
        int[] sorted = IntStream.range(0, examples)
                .boxed()
                .sorted((a, b) -> scores[a] == scores[b] ? a - b : Float.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();

        try (ExampleFile file = ExampleFile.open(file(), Limits.DEFAULT)) {
            for (int offset : new int[] {0, 50, 9990, 19_960}) {
                assertThat(rows(file, "s", true, offset, 50).stream().mapToInt(i -> i))
                        .containsExactly(Arrays.stream(sorted, offset, Math.min(offset + 50, examples))
                                .boxed()
                                .toArray(Integer[]::new));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\"; COPY (SELECT 1) TO 'FOLDER/out.csv'; --",
                "x\" FLOAT); DROP TABLE examples; --",
                "c1 FROM read_text('FOLDER/secret') --",
                "'",
                "c0",
                "$1",
                "*",
                "Groß und klein"
            })
    void namesOfScoresAreNeverCommands(String pattern) throws IOException {
        String name = pattern.replace("FOLDER", folder.toString());
        Files.writeString(folder.resolve("secret"), "secret");
        write(ofClasses(Map.of(name, new float[] {3, 1, 2, 0})));

        try (ExampleFile file = ExampleFile.open(file(), Limits.DEFAULT)) {
            assertThat(file.scores()).containsExactly(name);
            assertThat(rows(file, name, true, 0, 9)).containsExactly(2, 7, 5, 11);
            assertThat(file.score(name).values()).containsExactly(3, 1, 2, 0);
        }
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }

    @Test
    void aTornFileIsNotRead() throws IOException {
        write(ofClasses(Map.of("loss", new float[] {3, 1, 2, 0})));
        byte[] whole = Files.readAllBytes(file());
        for (int length : new int[] {0, 3, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file(), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> ExampleFile.open(file(), Limits.DEFAULT).close())
                    .as("%d bytes", length)
                    .isInstanceOf(CorruptFile.class);
        }
        assertThatThrownBy(() ->
                        ExampleFile.open(folder.resolve("none"), Limits.DEFAULT).close())
                .isInstanceOf(CorruptFile.class);
    }

    @Test
    void aFileThatCannotBeFinishedLeavesTheOneBefore() throws IOException {
        write(ofClasses(Map.of("loss", new float[] {3, 1, 2, 0})));
        byte[] before = Files.readAllBytes(file());

        assertThatThrownBy(() -> write(ofClasses(Map.of("loss", new float[] {3, 1}))))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file());
        }
    }
}
