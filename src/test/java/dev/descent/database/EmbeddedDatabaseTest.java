package dev.descent.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedDatabaseTest {
    @ParameterizedTest
    @ValueSource(strings = {"api", "worker", "API"})
    void aProcessThatDoesOnlyAPartIsRefusedBeforeAnythingIsMade(String role, @TempDir Path data) {
        assertThatThrownBy(() -> new EmbeddedDatabase().embeddedServer(data, role))
                .isInstanceOfSatisfying(DatabaseRefused.class, e -> {
                    assertThat(e).hasMessageContaining("descent.role is " + role);
                    assertThat(e.remedy()).contains("spring.datasource.url");
                });
        assertThat(data).isEmptyDirectory();
    }
}
