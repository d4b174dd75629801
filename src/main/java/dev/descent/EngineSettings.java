package dev.descent;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What DJL reads from system properties, set before anything loads it: where it unpacks libtorch, that it downloads
 * nothing, and that it reports to nobody. An environment variable or property of the same name wins.
 */
class EngineSettings implements EnvironmentPostProcessor, Ordered {
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Path data = Path.of(environment.getProperty("descent.data-dir", "./data"));
        set("DJL_CACHE_DIR", data.toAbsolutePath().normalize().resolve("djl").toString());
        set("OPT_OUT_TRACKING", "true");
        set("ai.djl.offline", "true");
    }

    private static void set(String name, String value) {
        @Nullable String variable = System.getenv(name);
        if (variable == null && System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }

    /** After the configuration files have been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
