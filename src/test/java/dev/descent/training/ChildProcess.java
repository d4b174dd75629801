package dev.descent.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a class of the tests in a Java process of its own, with the engine's settings of this one. */
public final class ChildProcess {
    private ChildProcess() {}

    /** The process, not yet started. */
    public static ProcessBuilder of(List<String> jvmOptions, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(jvmOptions);
        for (String name : List.of("DJL_CACHE_DIR", "ai.djl.offline", "OPT_OUT_TRACKING")) {
            command.add("-D" + name + "=" + System.getProperty(name, ""));
        }
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** What the process printed, line by line. */
    public static List<String> run(List<String> jvmOptions, Class<?> main, String... arguments) {
        return run(of(jvmOptions, main, arguments));
    }

    /** What this process printed, line by line. */
    public static List<String> run(ProcessBuilder builder) {
        try {
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(builder.command() + " failed: " + output);
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
