package dev.descent.cli.commands;

import dev.descent.cli.http.Address;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import dev.descent.cli.json.Json;
import dev.descent.cli.terminal.Style;
import dev.descent.cli.terminal.Table;
import dev.descent.cli.terminal.Terminal;
import dev.descent.cli.terminal.Text;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code descent catalog}. */
@Command(
        name = "catalog",
        description = "Shows what a spec can choose from, and with which options.",
        footer = {"  descent catalog", "  descent catalog optimizers", "  descent catalog optimizers lion"})
final class CatalogCommand extends Operation {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FAMILY", description = "Such as optimizers.")
    private @Nullable String family;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TYPE", description = "One of the family.")
    private @Nullable String type;

    @Mixin
    private Format format;

    @Override
    public Integer call() {
        if (family == null) {
            format.print(terminal(), api().get("/v1/catalog"), this::families);
            return Exit.OK;
        }
        JsonNode entries = api().get("/v1/catalog/" + Address.part(family));
        if (type == null) {
            format.print(terminal(), entries, this::entries);
            return Exit.OK;
        }
        String wanted = type;
        JsonNode entry = StreamSupport.stream(entries.path("data").spliterator(), false)
                .filter(one -> one.path("type").asString("").equals(wanted))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        Exit.NOT_FOUND,
                        "There is no \"" + wanted + "\" in " + family + "; there are "
                                + StreamSupport.stream(entries.path("data").spliterator(), false)
                                        .map(one -> one.path("type").asString(""))
                                        .collect(Collectors.joining(", "))
                                + "."));
        format.print(terminal(), entry, this::entry);
        return Exit.OK;
    }

    private void families(JsonNode catalog) {
        Table table = new Table(terminal().outStyle(), "FAMILY", "TYPES");
        for (JsonNode one : catalog.path("data")) {
            table.row(
                    one.path("name").asString(""),
                    StreamSupport.stream(one.path("entries").spliterator(), false)
                            .map(entry -> entry.path("type").asString(""))
                            .collect(Collectors.joining(", ")));
        }
        table.print(terminal());
    }

    private void entries(JsonNode entries) {
        Table table = new Table(terminal().outStyle(), "TYPE", "TITLE", "WHAT IT DOES");
        for (JsonNode one : entries.path("data")) {
            String doubt = one.path("experimental").isString() ? " (experimental)" : "";
            table.row(
                    one.path("type").asString(""),
                    one.path("title").asString("") + doubt,
                    one.path("description").asString(""));
        }
        table.print(terminal());
    }

    private void entry(JsonNode entry) {
        Terminal terminal = terminal();
        Style style = terminal.outStyle();
        terminal.print(style.bold(Text.clean(entry.path("title").asString(""))));
        terminal.print(Text.clean(entry.path("description").asString("")));
        if (entry.path("paper").isString()) {
            terminal.print("Paper: " + Text.clean(entry.path("paper").asString("")));
        }
        if (entry.path("experimental").isString()) {
            terminal.print(
                    "Experimental: " + Text.clean(entry.path("experimental").asString("")));
        }
        if (entry.path("options").isEmpty()) {
            return;
        }
        terminal.print("");
        Table table = new Table(style, "OPTION", "TYPE", "DEFAULT", "WHAT IT DOES");
        for (JsonNode option : entry.path("options")) {
            table.row(
                    option.path("name").asString(""),
                    option.path("type").asString(""),
                    option.path("required").asBoolean(false) ? "required" : Json.write(option.path("default")),
                    option.path("description").asString(""));
        }
        table.print(terminal);
    }
}
