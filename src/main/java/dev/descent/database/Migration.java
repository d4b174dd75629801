package dev.descent.database;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The whole of a process whose role is {@code migrate}: it brings the database's tables up to this release and ends. A
 * deployment runs it before it replaces processes, so that a migration that fails leaves the old ones at work.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = Migration.ROLE, havingValue = Migration.MIGRATE)
@Import(EmbeddedDatabase.class)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    DataSourceAutoConfiguration.class,
    FlywayAutoConfiguration.class
})
public class Migration {
    static final String ROLE = "descent.role";
    static final String MIGRATE = "migrate";

    /** Whether the process is there for anything else. */
    public static class NotAsked extends NoneNestedConditions {
        NotAsked() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty(name = ROLE, havingValue = MIGRATE)
        static class Asked {}
    }

    /** Without a web server nothing keeps the process. */
    static class WithoutServer implements EnvironmentPostProcessor, Ordered {
        @Override
        public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
            if (MIGRATE.equalsIgnoreCase(environment.getProperty(ROLE))) {
                application.setWebApplicationType(WebApplicationType.NONE);
            }
        }

        /** After the configuration files have been read. */
        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }
    }
}
