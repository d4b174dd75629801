package dev.descent.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Status;

class EmbeddedServerTest {
    @TempDir
    Path data;

    @Test
    void whatWasCommittedIsThereAfterARestart() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(data)) {
            execute(server, "create table kept (n int)");
            execute(server, "insert into kept values (7)");
        }
        try (EmbeddedServer server = EmbeddedServer.start(data)) {
            assertThat(query(server, "select n from kept")).isEqualTo("7");
        }
    }

    @Test
    void commitsAreSafeAndLoginNeedsThePassword() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(data)) {
            assertThat(query(server, "show fsync")).isEqualTo("on");
            assertThat(query(server, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "show full_page_writes")).isEqualTo("on");
            assertThat(query(server, "show listen_addresses")).isEqualTo("localhost");
            assertThat(query(server, "show server_version")).startsWith(EmbeddedServer.MAJOR_VERSION + ".");
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void aKilledProcessLeavesAnOrphanThatTheNextStartStops() throws Exception {
        Process owner = OwnerProcess.start(data);
        try {
            ProcessHandle orphan = postmaster();

            owner.destroyForcibly().waitFor();
            assertThat(orphan.isAlive()).isTrue();

            try (EmbeddedServer server = EmbeddedServer.start(data)) {
                assertThat(orphan.isAlive()).isFalse();
                assertThat(postmaster()).isNotEqualTo(orphan);
                assertThat(query(server, "select n from kept")).isEqualTo("42");
            }
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void aServerThatHasEndedIsToldOf() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(data)) {
            EmbeddedServerHealth health = new EmbeddedServerHealth(server);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            ProcessHandle postmaster = postmaster();
            postmaster.destroyForcibly();
            postmaster.onExit().join();
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(health.health().getDetails().get("remedy")).asString().contains("postgres.log");
        }
    }

    @Test
    void aSecondProcessOnTheSameDirectoryIsRefusedAndTheFirstIsLeftAlone() throws Exception {
        Process owner = OwnerProcess.start(data);
        try {
            ProcessHandle server = postmaster();

            assertThatThrownBy(() -> EmbeddedServer.start(data))
                    .isInstanceOf(DirectoryInUse.class)
                    .hasMessage("Another Descent (process " + owner.pid() + ") uses the data directory "
                            + data.toAbsolutePath() + ".");
            assertThat(server.isAlive()).isTrue();
        } finally {
            ProcessHandle server = postmaster();
            owner.destroyForcibly().waitFor();
            server.destroy();
            server.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void filesOfAnotherMajorVersionAreRefusedUntouched() throws Exception {
        Path cluster = Files.createDirectories(data.resolve("postgres"));
        Files.writeString(cluster.resolve("PG_VERSION"), "17\n");
        Files.writeString(cluster.resolve("postmaster.opts"), "postgres");

        assertThatThrownBy(() -> EmbeddedServer.start(data))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("PostgreSQL 17")
                .hasMessageContaining("PostgreSQL 18");
        assertThat(cluster).isDirectoryContaining(f -> f.endsWith("PG_VERSION"));
        assertThat(cluster.resolve("postgresql.conf")).doesNotExist();
    }

    @Test
    void anInterruptedFirstStartIsStartedAfresh() throws Exception {
        Path cluster = Files.createDirectories(data.resolve("postgres"));
        Files.writeString(cluster.resolve("PG_VERSION"), "18\n");
        Files.writeString(cluster.resolve("postgresql.conf"), "");

        try (EmbeddedServer server = EmbeddedServer.start(data)) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void aDirectoryThatHoldsSomethingElseIsRefused() throws Exception {
        Path cluster = Files.createDirectories(data.resolve("postgres"));
        Files.writeString(cluster.resolve("thesis.tex"), "precious");

        assertThatThrownBy(() -> EmbeddedServer.start(data))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("not a database");
        assertThat(cluster.resolve("thesis.tex")).exists();
    }

    @Test
    void aStalePidFileThatNamesAnotherProgramDoesNotStopTheStart() throws Exception {
        EmbeddedServer.start(data).close();
        Files.writeString(
                data.resolve("postgres/postmaster.pid"), ProcessHandle.current().pid() + "\n");

        try (EmbeddedServer server = EmbeddedServer.start(data)) {
            assertThat(query(server, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void theAnalyzerTellsTheReasonAndTheRemedy() {
        FailureAnalysis analysis = Objects.requireNonNull(new DatabaseRefusedAnalyzer()
                .analyze(new RuntimeException(new DatabaseRefused("The reason.", "The remedy."))));

        assertThat(analysis.getDescription()).isEqualTo("The reason.");
        assertThat(analysis.getAction()).isEqualTo("The remedy.");
    }

    private ProcessHandle postmaster() throws IOException {
        String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static void execute(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password());
    }
}
