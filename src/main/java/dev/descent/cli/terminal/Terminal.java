package dev.descent.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes: results go to {@code out}, all that is said about them to {@code err}.
 *
 * @param liveOut whether people look at {@code out}; a pipe or a file gets no colours
 * @param liveErr the same of {@code err}; a pipe or a file gets lines instead of a bar that moves
 * @param columns how many characters fit into a line
 * @param unicode whether more than ASCII can be drawn with
 */
public record Terminal(
        Map<String, String> environment,
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        boolean liveOut,
        boolean liveErr,
        int columns,
        boolean unicode) {
    private static final int USUAL_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 20;

    /**
     * The process's own. Whether people look at a stream Java cannot tell for one stream alone: bin/descent finds it out and
     * hands it over as properties. Without them it counts as a pipe.
     */
    public static Terminal ofProcess() {
        return new Terminal(
                System.getenv(),
                System.in,
                writer(System.out),
                writer(System.err),
                isTerminal("descent.cli.out"),
                isTerminal("descent.cli.err"),
                columns(System.getProperty("descent.cli.columns")),
                System.getProperty("native.encoding", "").equalsIgnoreCase("UTF-8"));
    }

    /** In UTF-8 whatever the locale: what is piped on is JSON. Directly on the stream, which alone knows that a pipe was closed. */
    public static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }

    private static boolean isTerminal(String property) {
        return System.getProperty(property, "").equals("tty");
    }

    private static int columns(@Nullable String value) {
        try {
            int columns = value == null || value.isEmpty() ? USUAL_COLUMNS : Integer.parseInt(value);
            return columns == 0 ? USUAL_COLUMNS : Math.max(columns, FEWEST_COLUMNS);
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }

    public Style outStyle() {
        return new Style(liveOut && wantsColours());
    }

    public Style errStyle() {
        return new Style(liveErr && wantsColours());
    }

    private boolean wantsColours() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** The value of an environment variable; null if it is not set or empty. */
    public @Nullable String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A line of results. Throws once nobody reads them any more, so that a command behind {@code | head} ends. */
    public void print(String line) {
        out.println(line);
        flush();
    }

    /** Lets what was printed be seen. */
    public void flush() {
        if (out.checkError()) {
            throw new OutputClosed();
        }
    }

    /** A line about what happens. */
    public void say(String line) {
        err.println(line);
        err.flush();
    }

    /** Nobody reads the results any more. */
    public static final class OutputClosed extends RuntimeException {
        OutputClosed() {
            super("standard output is closed");
        }
    }
}
