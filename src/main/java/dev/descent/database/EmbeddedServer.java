package dev.descent.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL of our own whose files outlive the process, set up so that a kill or a power cut loses nothing that was
 * committed. It listens on the loopback interface only and asks for a password, which stands beside its files.
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

    /** The major version of the binaries; a cluster of another major version cannot be opened by them. */
    static final String MAJOR_VERSION = "18";

    private static final String USER = "postgres";
    private static final int ANY_PORT = 0;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final DirectoryLock lock;
    private final EmbeddedPostgres postgres;
    private final String password;
    private final Path log;
    private final Path processFile;

    private EmbeddedServer(DirectoryLock lock, EmbeddedPostgres postgres, String password, Path data) {
        this.lock = lock;
        this.postgres = postgres;
        this.password = password;
        this.log = log(data);
        this.processFile = data.resolve("postgres/postmaster.pid");
    }

    /**
     * Starts the server on the files under this directory, which are made when they are not there.
     *
     * @throws DatabaseRefused if another process uses the directory, its files are of another major version, or the
     *     server does not start
     */
    public static EmbeddedServer start(Path dataDirectory) {
        return start(dataDirectory, ANY_PORT);
    }

    /** The same, where clients expect it. */
    static EmbeddedServer start(Path dataDirectory, int port) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        @Nullable DirectoryLock lock = null;
        boolean started = false;
        try {
            Files.createDirectories(data);
            lock = DirectoryLock.acquire(data.resolve("postgres.lock"));
            Path cluster = data.resolve("postgres");
            removeUnfinished(cluster);
            checkVersion(cluster);
            Orphan.stop(cluster);
            String password = password(data.resolve("postgres.password"), Files.exists(cluster));
            EmbeddedServer server = new EmbeddedServer(lock, launch(data, cluster, password, port), password, data);
            started = true;
            return server;
        } catch (IOException e) {
            throw new DatabaseRefused(
                    "The data directory " + data + " cannot be used: " + e.getMessage() + ".",
                    "Check its permissions and free space, or choose another: --descent.data-dir=<directory>.",
                    e);
        } finally {
            if (!started && lock != null) {
                release(lock);
            }
        }
    }

    private static EmbeddedPostgres launch(Path data, Path cluster, String password, int port) throws IOException {
        Path log = log(data);
        Files.deleteIfExists(log);
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(cluster)
                    .setPort(port)
                    .setOverrideWorkingDirectory(data.resolve("postgres-bin").toFile())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(START_LIMIT)
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    // Options of initdb. The same order of strings on every machine, and no login without a password.
                    .setLocaleConfig("locale", "C")
                    .setLocaleConfig("locale-provider", "builtin")
                    .setLocaleConfig("builtin-locale", "C.UTF-8")
                    .setLocaleConfig("auth-host", "scram-sha-256")
                    .setLocaleConfig("auth-local", "scram-sha-256")
                    .setLocaleConfig("pwfile", data.resolve("postgres.password").toString())
                    .setConnectConfig("password", password)
                    // The library starts the server with fsync off unless told otherwise.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("max_connections", "100")
                    .start();
        } catch (IOException | RuntimeException e) {
            throw new DatabaseRefused(
                    "The embedded PostgreSQL did not start: " + e.getMessage() + ".",
                    "Its own messages are in " + log + ". To use another PostgreSQL, set spring.datasource.url.",
                    e);
        }
    }

    /** Removes what an interrupted initdb left: a cluster on which no server ever ran holds nothing. */
    private static void removeUnfinished(Path cluster) throws IOException {
        if (Files.isDirectory(cluster) && !Files.exists(cluster.resolve("postmaster.opts"))) {
            try (Stream<Path> files = Files.list(cluster)) {
                if (files.findAny().isPresent() && !Files.exists(cluster.resolve("PG_VERSION"))) {
                    throw new IOException(cluster + " holds files that are not a database");
                }
            }
            FileSystemUtils.deleteRecursively(cluster);
        }
    }

    private static void checkVersion(Path cluster) throws IOException {
        Path file = cluster.resolve("PG_VERSION");
        if (Files.exists(file)) {
            String version = Files.readString(file).strip();
            if (!version.equals(MAJOR_VERSION)) {
                throw new DatabaseRefused(
                        "The files in " + cluster + " were written by PostgreSQL " + version
                                + ", but this release brings PostgreSQL " + MAJOR_VERSION
                                + ", which cannot open them. Nothing was changed.",
                        "Start the release of Descent that wrote them, or open them with an external PostgreSQL "
                                + version
                                + " and set spring.datasource.url; or start afresh with --descent.data-dir=<directory>.");
            }
        }
    }

    private static String password(Path file, boolean clusterExists) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (clusterExists) {
            throw new DatabaseRefused(
                    "The database's password is gone: there is no " + file + ".",
                    "Restore that file from a back-up of the data directory.");
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        PrivateFiles.write(file, password);
        return password;
    }

    /** The URL of one of the server's databases, without credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database + "?reWriteBatchedInserts=true";
    }

    int port() {
        return postgres.getPort();
    }

    /** Where the server tells what it does. */
    Path log() {
        return log;
    }

    private static Path log(Path data) {
        return data.resolve("postgres.log");
    }

    /** Whether the server's process runs: the first line of that file is its number. */
    boolean isAlive() {
        try (Stream<String> lines = Files.lines(processFile)) {
            return lines.findFirst()
                    .flatMap(number -> ProcessHandle.of(Long.parseLong(number.strip())))
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return false;
        }
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        try {
            postgres.close();
        } finally {
            lock.close();
        }
    }

    private static void release(DirectoryLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock on the data directory could not be released: {}", e.getMessage());
        }
    }
}
