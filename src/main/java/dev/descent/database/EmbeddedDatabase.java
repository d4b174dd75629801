package dev.descent.database;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Starts the embedded PostgreSQL unless {@code spring.datasource.url} names another. */
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedDatabase.NoUrl.class)
class EmbeddedDatabase {
    static class NoUrl extends NoneNestedConditions {
        NoUrl() {
            super(ConfigurationPhase.PARSE_CONFIGURATION);
        }

        @ConditionalOnProperty("spring.datasource.url")
        static class HasUrl {}
    }

    private static final String ONE_PROCESS = "all";

    @Bean(destroyMethod = "close")
    EmbeddedServer embeddedServer(
            @Value("${descent.data-dir}") Path dataDirectory, @Value("${descent.role}") String role) {
        if (!role.equalsIgnoreCase(ONE_PROCESS)) {
            throw new DatabaseRefused(
                    "descent.role is " + role + ", but the embedded database belongs to one process, which has to do"
                            + " everything.",
                    "Set spring.datasource.url to a PostgreSQL that all processes reach, or leave descent.role at all.");
        }
        return EmbeddedServer.start(dataDirectory);
    }

    @Bean
    EmbeddedServerHealth embeddedPostgresHealthIndicator(EmbeddedServer server) {
        return new EmbeddedServerHealth(server);
    }

    @Bean
    JdbcConnectionDetails embeddedConnection(EmbeddedServer server) {
        return new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return server.jdbcUrl("postgres");
            }

            @Override
            public String getUsername() {
                return server.user();
            }

            @Override
            public String getPassword() {
                return server.password();
            }
        };
    }
}
