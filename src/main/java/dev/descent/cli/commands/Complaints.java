package dev.descent.cli.commands;

import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import dev.descent.cli.terminal.Terminal;
import dev.descent.cli.terminal.Terminal.OutputClosed;
import dev.descent.cli.terminal.Text;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How it is said that something went wrong: what, and what to do. */
record Complaints(Terminal terminal) {
    /** A command line that cannot be understood. */
    int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String unknown = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().get(0)
                : "";
        if (unknown.isEmpty()) {
            say(String.valueOf(e.getMessage()));
        } else {
            say(unknown(command, unknown) + Likeness.question(unknown, names(command, unknown)));
        }
        terminal.say("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return Exit.USAGE;
    }

    private static String unknown(CommandLine command, String word) {
        if (word.startsWith("-")) {
            return "there is no option " + word + ".";
        }
        return command.getSubcommands().isEmpty()
                ? "\"" + word + "\" is one word too many."
                : "there is no command \"" + word + "\".";
    }

    private static Stream<String> names(CommandLine command, String word) {
        return word.startsWith("-")
                ? command.getCommandSpec().optionsMap().keySet().stream().filter(name -> name.startsWith("--"))
                : command.getSubcommands().keySet().stream();
    }

    int failed(Exception e) {
        if (e instanceof OutputClosed) {
            return Exit.OUTPUT_CLOSED;
        }
        if (e instanceof Failure failure) {
            return failed(failure);
        }
        say("this should not have happened: " + e);
        return Exit.FAILED;
    }

    private int failed(Failure failure) {
        say(failure.sentence());
        for (Failure.Fault fault : failure.faults()) {
            terminal.say(
                    "  " + Text.clean((fault.pointer().isEmpty() ? "" : fault.pointer() + ": ") + fault.message()));
        }
        if (failure.exit() == Exit.NOT_ALLOWED && terminal.variable("DESCENT_API_KEY") == null) {
            terminal.say("A key is given by DESCENT_API_KEY or --key-file.");
        }
        return failure.exit();
    }

    private void say(String sentence) {
        terminal.say(terminal.errStyle().red("descent: ") + Text.clean(sentence));
    }
}
