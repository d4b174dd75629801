package dev.descent.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a killed process leaves behind: its PostgreSQL keeps running and keeps the files.
 *
 * <p>Used only by the holder of the directory's lock, so whatever still runs on the files has no owner.
 */
final class Orphan {
    private static final Logger LOG = LoggerFactory.getLogger(Orphan.class);
    private static final long STOP_SECONDS = 10;

    private Orphan() {}

    /** Stops the server that {@code postmaster.pid} names, and removes that file where it names another program. */
    static void stop(Path cluster) throws IOException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> server = process(pidFile).filter(p -> isServer(p, cluster));
        if (server.isPresent()) {
            LOG.info(
                    "Stopping the PostgreSQL that a killed process left behind (process {})",
                    server.get().pid());
            stop(server.get());
        }
        // PostgreSQL refuses to start while the file names any living process, even one that merely got the old number.
        Files.deleteIfExists(pidFile);
    }

    private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
        List<String> lines = Files.readAllLines(pidFile);
        try {
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isServer(ProcessHandle process, Path cluster) {
        ProcessHandle.Info info = process.info();
        boolean postgres = info.command()
                .map(c -> Path.of(c).getFileName().toString().startsWith("postgres"))
                .orElse(false);
        return postgres
                && info.commandLine().map(c -> c.contains(cluster.toString())).orElse(true);
    }

    private static void stop(ProcessHandle server) {
        List<ProcessHandle> children = server.children().toList();
        // Waits for sessions to end; those of a killed process have ended with its sockets.
        server.destroy();
        if (!ended(server)) {
            children.forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
            if (!ended(server)) {
                throw new DatabaseRefused(
                        "The PostgreSQL that a killed process left behind does not stop (process " + server.pid()
                                + ").",
                        "Stop it by hand, then start again.");
            }
        }
    }

    private static boolean ended(ProcessHandle process) {
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
