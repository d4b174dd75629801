package dev.descent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class EngineSettingsTest {
    private static final List<String> NAMES = List.of("DJL_CACHE_DIR", "OPT_OUT_TRACKING", "ai.djl.offline");

    private final Map<String, String> before = new TreeMap<>();

    @BeforeEach
    void remember() {
        for (String name : NAMES) {
            String value = System.getProperty(name);
            if (value != null) {
                before.put(name, value);
            }
            System.clearProperty(name);
        }
    }

    @AfterEach
    void restore() {
        NAMES.forEach(System::clearProperty);
        before.forEach(System::setProperty);
    }

    @Test
    void theEngineStaysInTheDataDirectoryAndOffline() {
        apply("target/elsewhere");

        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
        if (System.getenv("DJL_CACHE_DIR") == null) {
            assertThat(System.getProperty("DJL_CACHE_DIR"))
                    .isEqualTo(Path.of("target", "elsewhere", "djl")
                            .toAbsolutePath()
                            .toString());
        } else {
            assertThat(System.getProperty("DJL_CACHE_DIR")).isNull();
        }
    }

    @Test
    void whatIsSetAlreadyStays() {
        System.setProperty("ai.djl.offline", "false");

        apply("target/elsewhere");

        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("false");
    }

    private static void apply(String data) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of("descent.data-dir", data)));
        new EngineSettings().postProcessEnvironment(environment, new SpringApplication());
    }
}
