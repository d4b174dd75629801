package dev.descent.cli.commands;

import dev.descent.cli.http.Exit;
import dev.descent.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code descent whoami}. */
@Command(
        name = "whoami",
        description = "Shows as whom, and for which project, the server is asked.",
        footer = "  descent whoami --key-file ~/.descent-key")
final class WhoAmI extends Operation {
    @Mixin
    private Format format;

    @Override
    public Integer call() {
        format.print(
                terminal(),
                api().get("/v1/whoami"),
                caller -> new Table()
                        .row("name", caller.path("name").asString("-"))
                        .row("role", caller.path("role").asString("-"))
                        .row("project", caller.path("project").path("name").asString("-"))
                        .print(terminal()));
        return Exit.OK;
    }
}
