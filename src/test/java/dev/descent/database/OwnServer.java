package dev.descent.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A PostgreSQL of one test alone, which goes away and comes back under the same address. */
public final class OwnServer implements AutoCloseable {
    private final Path data;
    private EmbeddedServer server;

    public OwnServer(Path data) {
        this.data = data;
        server = EmbeddedServer.start(data);
    }

    /** Gives an application under test this database and a directory beside it. */
    public void configure(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> server.jdbcUrl("postgres"));
        registry.add("spring.datasource.username", server::user);
        registry.add("spring.datasource.password", server::password);
        registry.add("descent.data-dir", data.resolve("service")::toString);
    }

    /** Connections break, and no new ones can be made. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void startAgain() {
        server = EmbeddedServer.start(data, server.port());
    }

    /** The number that a query answers. */
    public long count(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
