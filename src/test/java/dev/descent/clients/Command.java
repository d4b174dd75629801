package dev.descent.clients;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs of other languages. */
final class Command {
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final long PATIENCE_SECONDS = 300;

    private Command() {}

    /** Whether this command can be run and succeeds. */
    static boolean succeeds(String... command) {
        try {
            return start(Path.of("."), Map.of(), List.of(command), null).waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * What it prints on its standard output.
     *
     * @throws AssertionError with all its output, if it fails
     */
    static String run(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path errors = Files.createTempFile("command", ".log");
            Process process = start(folder, environment, command, errors.toFile());
            try {
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new AssertionError(
                            String.join(" ", command) + " failed:\n" + output + Files.readString(errors));
                }
                return output;
            } finally {
                process.destroyForcibly();
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process start(
            Path folder, Map<String, String> environment, List<String> command, @Nullable File errors)
            throws IOException {
        // What npm installs on Windows are scripts, which only its shell runs.
        ProcessBuilder builder = new ProcessBuilder(
                        WINDOWS && !command.get(0).endsWith(".exe")
                                ? Stream.concat(Stream.of("cmd", "/c"), command.stream())
                                        .toList()
                                : command)
                .directory(folder.toFile())
                .redirectError(errors == null ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.to(errors));
        if (errors == null) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        builder.environment().putAll(environment);
        return builder.start();
    }
}
