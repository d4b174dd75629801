package dev.descent.cli.commands;

import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code descent help}. */
@Command(
        name = "help",
        description = "Shows what there is, or the help of a command.",
        footer = {"  descent help", "  descent help models pull"})
final class HelpOn extends Operation {
    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command.")
    private List<String> path = new ArrayList<>();

    @Override
    public Integer call() {
        CommandLine at = command().root().commandLine();
        for (String name : path) {
            @Nullable CommandLine next = at.getSubcommands().get(name);
            if (next == null) {
                throw new Failure(
                        Exit.USAGE,
                        "There is no command \"" + name + "\"; there are "
                                + String.join(", ", at.getSubcommands().keySet()) + ".");
            }
            at = next;
        }
        at.usage(terminal().out());
        terminal().flush();
        return Exit.OK;
    }
}
