package dev.descent.chaos;

import dev.descent.database.EmbeddedServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The one PostgreSQL, whose processes can be killed; it comes back on the same files and the same port. */
final class Database implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    private final EmbeddedServer server;
    private final Path cluster;
    private final Path log;

    Database(Path data) {
        server = EmbeddedServer.start(data);
        cluster = data.resolve("postgres").toAbsolutePath();
        log = data.resolve("postgres.log").toAbsolutePath();
    }

    String url() {
        return server.jdbcUrl("postgres");
    }

    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    /** One of its processes: it takes down all others, and what was committed is recovered by itself. */
    boolean killBackend() {
        try {
            return ProcessHandle.of(number("select pid from pg_stat_activity where backend_type = 'client backend'"
                            + " and pid <> pg_backend_pid() order by pid limit 1"))
                    .map(ProcessHandle::destroyForcibly)
                    .orElse(false);
        } catch (SQLException e) {
            // It recovers from the last one.
            return false;
        }
    }

    /** The one that watches all others, which leave when they notice; then it is started again. */
    void killPostmaster() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(cluster.resolve("postmaster.pid")).get(0));
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            if (!postmaster.destroyForcibly()) {
                throw new AssertionError("cannot kill " + pid);
            }
            postmaster.onExit().join();
            restart();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it was started before, as soon as the orphans have let go of its memory. */
    private void restart() throws IOException {
        String postgres = Files.readString(cluster.resolve("postmaster.opts")).split(" ", 2)[0];
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // PostgreSQL refuses to run as root.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(
                Path.of(postgres).resolveSibling("pg_ctl").toString(), "-D", cluster.toString(), "-w", "restart"));
        File output = log.toFile();
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            Process start = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                    .start();
            if (start.onExit().join().exitValue() == 0) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("PostgreSQL does not start; see " + log);
            }
            Api.pause();
        }
    }

    /** The number that a query answers. */
    long count(String sql) {
        try {
            return number(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The texts that a query answers. */
    List<String> texts(String sql) {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), user(), password());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
