package dev.descent.chaos;

import dev.descent.Descent;
import dev.descent.training.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process of the service that can be killed and started again. */
final class Node implements AutoCloseable {
    private final String name;
    private final String role;
    private final int port;
    private final Database database;
    private final Artifacts artifacts;
    private @Nullable Process process;

    Node(String name, String role, int port, Database database, Artifacts artifacts) {
        this.name = name;
        this.role = role;
        this.port = port;
        this.database = database;
        this.artifacts = artifacts;
    }

    int port() {
        return port;
    }

    void start() {
        ProcessBuilder builder = ChildProcess.of(
                List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"),
                Descent.class,
                "--descent.role=" + role,
                "--descent.workers=1",
                "--descent.lease=3s",
                // Who is killed again and again has not killed itself.
                "--descent.max-crashes=1000",
                "--descent.leftovers-age=3s",
                "--descent.data-dir=" + artifacts.directory(name),
                "--server.port=" + port,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--spring.datasource.hikari.connection-timeout=5000");
        builder.environment().putAll(artifacts.environment());
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            artifacts.directory(name).resolve(name + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process == null ? 0 : process.pid();
    }

    /** As {@code kill -9} does, and starts another in its place. */
    void replace() {
        close();
        start();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
