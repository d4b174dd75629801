package dev.descent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullDiskTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "No space left on device",
                "Disk quota exceeded",
                "There is not enough space on the disk",
                "IO Error: Could not write all bytes to file \"f\": No space left on device"
            })
    void theWordsOfEverySystemAreUnderstood(String words) {
        assertThat(FullDisk.isBehind(new UncheckedIOException(new FileSystemException("f", null, words))))
                .isTrue();
        assertThat(FullDisk.isBehind(new IOException("cannot write", new SQLException(words))))
                .isTrue();
    }

    @Test
    void otherFailuresOfFilesAreNone() {
        assertThat(FullDisk.isBehind(new IOException("Permission denied"))).isFalse();
        assertThat(FullDisk.isBehind(new IllegalStateException())).isFalse();
    }
}
