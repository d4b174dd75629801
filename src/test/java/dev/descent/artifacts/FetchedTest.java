package dev.descent.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.datasets.DatasetsProperties;
import dev.descent.datasets.Limits;
import dev.descent.storage.CorruptFile;
import dev.descent.training.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints and records that are kept elsewhere too. */
class FetchedTest {
    private static final String JOB = "job_1";

    @TempDir
    private Path data;

    private final Copies store = new Copies();
    private Checkpoints checkpoints;
    private Checkpoints.Stored stored;
    private Path file;

    @BeforeEach
    void write() {
        checkpoints = new Checkpoints(store, data);
        stored = checkpoints.write(JOB, 1, new Snapshot(12, Map.of("parameters", new float[] {1}), Map.of()));
        file = data.resolve("jobs/job_1/checkpoints").resolve(stored.file());
    }

    private void assertThatItIsRead() {
        assertThat(checkpoints.read(JOB, stored).step()).isEqualTo(12);
    }

    @Test
    void aCopyThatHasJustGoneIsFetchedAgain() throws IOException {
        Files.delete(file);
        assertThatItIsRead();
        assertThat(store.fetchedAgain).isEqualTo(1);
        assertThatItIsRead();
        assertThat(store.fetchedAgain).isEqualTo(1);
    }

    @Test
    void aCopyThatTheDiskCannotReadIsFetchedAgain() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);
        assertThatItIsRead();
    }

    @Test
    void aDamagedCopyIsFetchedAgain() throws IOException {
        Files.writeString(file, "damaged");
        assertThatItIsRead();
    }

    @Test
    void oneBadAnswerIsNotBelieved() {
        store.answersBadly = true;
        assertThatItIsRead();
    }

    @Test
    void aDiskThatFailsSaysNothingAboutWhatIsKept() throws IOException {
        Files.delete(file);
        store.fail(data);
        assertThatThrownBy(() -> checkpoints.read(JOB, stored))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the file of the checkpoint of step 12 cannot be read");
    }

    @Test
    void whatIsKeptMayBeDamagedItself() throws IOException {
        Files.writeString(file, "damaged");
        store.keep(file);
        assertThatThrownBy(() -> checkpoints.read(JOB, stored))
                .isInstanceOf(CorruptFile.class)
                .hasMessage("the file of the checkpoint of step 12 was damaged");
        store.delete(file);
        assertThatThrownBy(() -> checkpoints.read(JOB, stored))
                .isInstanceOf(CorruptFile.class)
                .hasMessage("the file of the checkpoint of step 12 is gone");
    }

    @SuppressWarnings("NullAway") // No model is asked for.
    @Test
    void aRecordThatTheDiskCannotReadIsFetchedAgain() throws IOException {
        Path records = Files.createDirectories(data.resolve("jobs/job_1/records"));
        Path examples = records.resolve("examples");
        ExampleRecord one = new ExampleRecord(
                new int[] {4},
                List.of(),
                new double[] {1},
                new double[] {2},
                Map.of("loss", new float[] {1}),
                List.of());
        WrittenFile written = ExampleFileWriter.write(examples, one, "job_0", "sha256:0", Limits.DEFAULT);
        Path record =
                Files.move(examples, records.resolve("job_0." + written.digest().substring(7) + ".parquet"));
        store.keep(record);
        Files.delete(record);
        Files.createDirectory(record);
        ExampleRecords known = new ExampleRecords(store, new DatasetsProperties(data, Limits.DEFAULT), null);
        try (ExampleFile read = known.kept(JOB, "job_0")) {
            assertThat(read.score("loss").rows()).containsExactly(4);
        }
        store.fail(data);
        Files.delete(record);
        assertThatThrownBy(() -> known.kept(JOB, "job_0"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the record of the examples of job_0 cannot be read");
    }
}
