package dev.descent.cli;

import dev.descent.cli.commands.Root;
import dev.descent.cli.terminal.Terminal;
import java.util.Arrays;
import java.util.Set;

/** The commands of {@code descent}. */
public final class Cli {
    /** Options that stand before a command; all others that begin with two dashes are settings of the service. */
    private static final Set<String> OWN_OPTIONS = Set.of("--help", "--version", "--server", "--project", "--key-file");

    private static final String SERVE = "serve";

    private Cli() {}

    /** Whether these arguments ask for a command, and not for the service. */
    public static boolean isCommand(String... args) {
        if (args.length == 0 || args[0].equals(SERVE)) {
            return false;
        }
        return !args[0].startsWith("--") || OWN_OPTIONS.contains(args[0].split("=", 2)[0]);
    }

    /** What the service is started with. */
    public static String[] serverArguments(String... args) {
        return args.length > 0 && args[0].equals(SERVE) ? Arrays.copyOfRange(args, 1, args.length) : args;
    }

    /** Runs a command; answers what the process should end with. */
    public static int run(String... args) {
        return run(Terminal.ofProcess(), args);
    }

    static int run(Terminal terminal, String... args) {
        return Root.commandLine(terminal).execute(args);
    }
}
