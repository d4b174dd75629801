package dev.descent.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * Databases for tests: one embedded PostgreSQL a JVM, under {@code target/}, and a fresh database on it for every
 * caller. The server's files are kept from run to run, because making them takes seconds.
 *
 * <p>A test of the whole application calls {@link #configure} from a {@code @DynamicPropertySource} method.
 */
public final class TestDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String url;

    private TestDatabase(String url) {
        this.url = url;
    }

    /** An empty database. */
    public static TestDatabase create() {
        String name = "test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        try (Connection connection = connect(Server.INSTANCE.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new TestDatabase(Server.INSTANCE.jdbcUrl(name));
    }

    /** A database with the application's tables. */
    public static TestDatabase migrated() {
        TestDatabase database = create();
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .locations("classpath:db")
                .load()
                .migrate();
        return database;
    }

    /** Gives an application under test a fresh database and a fresh data directory. */
    public static void configure(DynamicPropertyRegistry registry) {
        TestDatabase database = create();
        Path data = Path.of("target", "test-data", database.url().replaceAll(".*/(\\w+)\\?.*", "$1"));
        registry.add("spring.datasource.url", database::url);
        registry.add("spring.datasource.username", database::user);
        registry.add("spring.datasource.password", database::password);
        registry.add("descent.data-dir", data.toAbsolutePath()::toString);
    }

    public String url() {
        return url;
    }

    public String user() {
        return Server.INSTANCE.user();
    }

    public String password() {
        return Server.INSTANCE.password();
    }

    /** Without a pool: every connection is a new one. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user());
        source.setPassword(password());
        return source;
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, Server.INSTANCE.user(), Server.INSTANCE.password());
    }

    /** Started by the first test that needs it, stopped when the JVM ends. */
    private static final class Server {
        static final EmbeddedServer INSTANCE = start();

        private static EmbeddedServer start() {
            EmbeddedServer server = firstFree();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
            dropLeftovers(server);
            return server;
        }

        /** Two builds of one working tree may run at once. */
        private static EmbeddedServer firstFree() {
            for (int i = 0; ; i++) {
                try {
                    return EmbeddedServer.start(Path.of("target", "test-postgres", Integer.toString(i)));
                } catch (DirectoryInUse e) {
                    if (i == 9) {
                        throw e;
                    }
                }
            }
        }

        private static void dropLeftovers(EmbeddedServer server) {
            try (Connection connection =
                            DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password());
                    Statement statement = connection.createStatement()) {
                List<String> drops = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery("""
                        select 'drop database ' || datname from pg_database where datname like 'test\\_%'
                        union all
                        (select format('drop role %I', rolname) from pg_roles
                            where rolname like 'test\\_%' or rolname like 'descent\\_%' order by rolname)""")) {
                    while (rows.next()) {
                        drops.add(rows.getString(1));
                    }
                }
                for (String drop : drops) {
                    statement.execute(drop);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void close(EmbeddedServer server) {
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
