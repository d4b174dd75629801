package dev.descent.database;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the embedded PostgreSQL still runs. */
final class EmbeddedServerHealth implements HealthIndicator {
    private final EmbeddedServer server;

    EmbeddedServerHealth(EmbeddedServer server) {
        this.server = server;
    }

    @Override
    public Health health() {
        if (server.isAlive()) {
            return Health.up()
                    .withDetail("port", server.port())
                    .withDetail("log", server.log().toString())
                    .build();
        }
        return Health.down()
                .withDetail("problem", "The embedded PostgreSQL has ended. Nothing can be stored until it runs again.")
                .withDetail(
                        "remedy",
                        "Read " + server.log()
                                + ", then restart Descent, which starts it again; what was committed is there.")
                .build();
    }
}
