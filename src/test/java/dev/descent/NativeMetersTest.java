package dev.descent;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Linux tells how much memory is in use. */
class NativeMetersTest {
    @TempDir
    private Path folder;

    private double value(String name) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        NativeMeters bound = new NativeMeters(folder.resolve("status"), folder, 3);
        bound.bindTo(meters);
        return meters.get(name).gauge().value();
    }

    @Test
    void aControlGroupOfTheSecondVersion() throws IOException {
        Files.writeString(folder.resolve("memory.current"), "123456\n");
        Files.writeString(folder.resolve("memory.max"), "max\n");
        assertThat(value("descent.container.memory")).isEqualTo(123_456);
        assertThat(value("descent.container.memory.limit")).isNaN();
        Files.writeString(folder.resolve("memory.max"), "1000000\n");
        assertThat(value("descent.container.memory.limit")).isEqualTo(1_000_000);
    }

    @Test
    void aControlGroupOfTheFirstVersion() throws IOException {
        Path memory = Files.createDirectories(folder.resolve("memory"));
        Files.writeString(memory.resolve("memory.usage_in_bytes"), "77\n");
        Files.writeString(memory.resolve("memory.limit_in_bytes"), "9223372036854771712\n");
        assertThat(value("descent.container.memory")).isEqualTo(77);
        assertThat(value("descent.container.memory.limit")).isNaN();
    }

    @Test
    void theProcess() throws IOException {
        assertThat(value("descent.process.memory")).isNaN();
        Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t    2048 kB\nRssAnon:\t 1024 kB\n");
        assertThat(value("descent.process.memory")).isEqualTo(2 << 20);
        assertThat(value("descent.process.memory.anonymous")).isEqualTo(1 << 20);
        assertThat(value("descent.engine.threads")).isEqualTo(3);
    }
}
