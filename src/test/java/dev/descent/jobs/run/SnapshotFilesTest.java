package dev.descent.jobs.run;

import static dev.descent.projects.ProjectId.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.artifacts.Checkpoints;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.storage.DirectoryStore;
import dev.descent.storage.StorageUnavailable;
import dev.descent.training.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFilesTest {
    @TempDir
    private Path data;

    private static Snapshot snapshot() {
        return new Snapshot(7, Map.of("parameters", new float[] {1}), Map.of());
    }

    private static Claim claim(Control control) {
        return new Claim(new Hold("job_1", "worker", 2), DEFAULT, "ds_1", "{}", 0, Duration.ZERO, control);
    }

    @Test
    void aSecondTryToMakeASnapshotKnownWritesNoSecondFile() {
        SnapshotFiles files = new SnapshotFiles(new Checkpoints(new DirectoryStore(), data), claim(new Control()));
        Snapshot snapshot = snapshot();
        Checkpoints.Stored first = files.write(snapshot);
        assertThat(files.write(snapshot)).isEqualTo(first);
        Checkpoints.Stored other = files.write(snapshot());
        assertThat(other.file()).as("of the same step").isNotEqualTo(first.file());
        assertThat(data.resolve("jobs/job_1/checkpoints")).isDirectoryContaining(file -> file.endsWith(first.file()));
        files.forget();
        assertThat(files.write(snapshot).file()).isNotEqualTo(first.file());
    }

    /** Takes longer than this test until it finds out that nobody answers. */
    private static final class Silence extends Checkpoints {
        private int tries;

        Silence(Path data) {
            super(new DirectoryStore(), data);
        }

        @Override
        public Stored write(String jobId, int attempt, Snapshot snapshot) {
            tries++;
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(2)) {
                Thread.onSpinWait();
            }
            throw new StorageUnavailable("silent");
        }
    }

    @Test
    void aProcessThatEndsDoesNotTryAStorageThatWasAwayAMomentAgo() {
        Silence checkpoints = new Silence(data);
        Control control = new Control();
        SnapshotFiles files = new SnapshotFiles(checkpoints, claim(control));
        assertThatThrownBy(() -> files.write(snapshot())).isInstanceOf(StorageUnavailable.class);
        control.pause();
        assertThatThrownBy(() -> files.write(snapshot())).isInstanceOf(StorageUnavailable.class);
        assertThat(checkpoints.tries).as("a pause is worth another try").isEqualTo(2);
        control.end();
        assertThatThrownBy(() -> files.write(snapshot())).isInstanceOf(StorageUnavailable.class);
        assertThat(checkpoints.tries).isEqualTo(2);
    }
}
