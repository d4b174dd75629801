package dev.descent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopiesMarkTest {
    @TempDir
    private Path data;

    @Test
    void aDirectoryOfCopiesIsNoStore() throws IOException {
        Files.createDirectories(data.resolve("datasets/incoming"));
        assertThatCode(() -> CopiesMark.requireNone(data)).doesNotThrowAnyException();
        CopiesMark.set(data);
        Files.writeString(data.resolve("datasets/ds_1"), "copy");
        CopiesMark.set(data);
        assertThatThrownBy(() -> CopiesMark.requireNone(data)).isInstanceOfSatisfying(StorageRefused.class, e -> {
            assertThat(e.getMessage()).contains(data.toString());
            assertThat(e.remedy()).contains("descent.storage=s3");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"datasets/ds_1", "jobs/job_1/checkpoints/a", "models/model_1/model.json"})
    void filesThatExistOnceAreNotTakenForCopies(String name) throws IOException {
        Files.createDirectories(data.resolve(name).getParent());
        Files.writeString(data.resolve(name), "once");
        assertThatThrownBy(() -> CopiesMark.set(data))
                .isInstanceOfSatisfying(
                        StorageRefused.class, e -> assertThat(e.remedy()).contains("descent.data-dir"));
        assertThat(data.resolve("copies")).doesNotExist();
    }
}
