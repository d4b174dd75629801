package dev.descent.cli.commands;

import dev.descent.cli.http.Exit;
import dev.descent.cli.terminal.Text;
import java.io.IOException;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code descent version}. */
@Command(
        name = "version",
        description = "Shows the versions of this program and of the server.",
        footer = "  descent version")
final class VersionCommand extends Operation {
    @Override
    public Integer call() throws IOException {
        terminal().print(new Version().getVersion()[0]);
        JsonNode index = api().get("/");
        terminal()
                .print("server "
                        + Text.clean(index.path("name").asString("?") + " "
                                + index.path("version").asString("?")));
        return Exit.OK;
    }
}
