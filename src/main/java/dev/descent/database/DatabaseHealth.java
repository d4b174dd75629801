package dev.descent.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether PostgreSQL answers; in place of Spring Boot's, which says the same in Java's words. */
@Component("dbHealthIndicator")
class DatabaseHealth implements HealthIndicator {
    private static final int SECONDS = 2;

    private final DataSource database;

    DatabaseHealth(DataSource database) {
        this.database = database;
    }

    @Override
    public Health health() {
        try (Connection connection = database.getConnection()) {
            if (connection.isValid(SECONDS)) {
                return Health.up()
                        .withDetail(
                                "database",
                                "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion())
                        .build();
            }
            return down("it does not answer within " + SECONDS + " s");
        } catch (SQLException e) {
            return down(String.valueOf(e.getMessage()));
        }
    }

    private static Health down(String why) {
        return Health.down()
                .withDetail(
                        "problem",
                        "PostgreSQL cannot be reached: " + why + ". Requests are answered 503; jobs that run go on.")
                .withDetail(
                        "remedy",
                        "Start PostgreSQL, or look at spring.datasource.url, the network and max_connections. Nothing need be"
                                + " restarted here.")
                .build();
    }
}
