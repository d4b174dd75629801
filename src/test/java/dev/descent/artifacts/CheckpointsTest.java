package dev.descent.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.storage.CorruptFile;
import dev.descent.storage.DirectoryStore;
import dev.descent.training.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointsTest {
    private static final Snapshot SNAPSHOT = new Snapshot(
            12,
            Map.of("parameters", new float[] {1, Float.NaN, -0f}, "empty", new float[0]),
            Map.of("step", "3", "loss", "0.1"));

    @TempDir
    private Path data;

    @Test
    void aSnapshotComesBackBitForBit() {
        Checkpoints checkpoints = new Checkpoints(new DirectoryStore(), data);
        Checkpoints.Stored stored = checkpoints.write("job_1", 1, SNAPSHOT);
        Snapshot read = new Checkpoints(new DirectoryStore(), data).read("job_1", stored);
        assertThat(read.step()).isEqualTo(12);
        assertThat(read.numbers()).isEqualTo(SNAPSHOT.numbers());
        assertThat(read.vectors()).containsOnlyKeys("parameters", "empty");
        assertThat(read.vectors().get("parameters")).containsExactly(1, Float.NaN, -0f);
        assertThat(stored.digest()).startsWith("sha256:").hasSize(71);
    }

    @Test
    void theDigestDoesNotTellWhetherAGuessOfTheContentsIsRight() {
        Checkpoints checkpoints = new Checkpoints(new DirectoryStore(), data);
        Checkpoints.Stored one = checkpoints.write("job_1", 1, SNAPSHOT);
        Checkpoints.Stored two = checkpoints.write("job_1", 2, SNAPSHOT);
        assertThat(two.digest()).isNotEqualTo(one.digest());
        assertThat(two.sizeBytes()).isEqualTo(one.sizeBytes());
    }

    @Test
    void nothingButTheFileRemainsInTheFolder() throws IOException {
        Checkpoints.Stored stored = new Checkpoints(new DirectoryStore(), data).write("job_1", 1, SNAPSHOT);
        assertThat(names()).containsExactly(stored.file());
    }

    @Test
    void aDamagedOrMissingFileIsRefused() throws IOException {
        Checkpoints checkpoints = new Checkpoints(new DirectoryStore(), data);
        Checkpoints.Stored stored = checkpoints.write("job_1", 1, SNAPSHOT);
        Path file = data.resolve("jobs/job_1/checkpoints").resolve(stored.file());
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> checkpoints.read("job_1", stored))
                .isInstanceOf(CorruptFile.class)
                .hasMessage("the file of the checkpoint of step 12 was damaged");
        Files.delete(file);
        assertThatThrownBy(() -> checkpoints.read("job_1", stored))
                .isInstanceOf(CorruptFile.class)
                .hasMessage("the file of the checkpoint of step 12 is gone");
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoints/step-9-1-00c0ffee.safetensors, true",
        "checkpoints/step-9-1.safetensors, true",
        "checkpoints/.123.part, true",
        "checkpoints/../../../../x, false",
        "checkpoints/../step-9-1.safetensors, false",
        "checkpoints//step-9-1.safetensors, false",
        "checkpoints/x/step-9-1.safetensors, false",
        "checkpoints/, false",
        "records/.1.part, false",
    })
    void onlyNamesThatCheckpointsHaveAreThoseOfCheckpoints(String name, boolean isOne) {
        assertThat(Checkpoints.isCheckpoint(name)).isEqualTo(isOne);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("jobs/job_1/checkpoints"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
