package dev.descent.cli.commands;

import dev.descent.cli.http.Api;
import dev.descent.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks the server for something. Answers what the process should end with. */
@Command(sortOptions = false, footerHeading = "%nExamples:%n")
abstract class Operation implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    CommandSpec command() {
        return command;
    }

    Root root() {
        return (Root) command.root().userObject();
    }

    Terminal terminal() {
        return root().terminal();
    }

    Api api() {
        return root().api();
    }
}
