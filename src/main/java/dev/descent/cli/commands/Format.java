package dev.descent.cli.commands;

import dev.descent.cli.json.Json;
import dev.descent.cli.spec.YamlWriter;
import dev.descent.cli.terminal.Terminal;
import dev.descent.cli.terminal.Text;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** In which form an answer is printed. */
final class Format {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "One of ${COMPLETION-CANDIDATES}; json is the API's own.")
    private Kind kind = Kind.TABLE;

    private static final Collector<CharSequence, ?, String> LINES = Collectors.joining("\n", "", "\n");

    /** The forms. */
    enum Kind {
        TABLE,
        JSON,
        YAML,
        ID;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How many were written; a line divides them. */
    private int documents;

    boolean isTable() {
        return kind == Kind.TABLE;
    }

    boolean isJson() {
        return kind == Kind.JSON;
    }

    /** Prints an answer, or a list of them; {@code table} does it for people. */
    void print(Terminal terminal, JsonNode answer, Consumer<JsonNode> table) {
        switch (kind) {
            case TABLE -> table.accept(answer);
            case JSON -> terminal.print(Text.cleanJson(terminal.liveOut() ? Json.pretty(answer) : Json.write(answer)));
            case YAML -> {
                String yaml = (documents++ == 0 ? "" : "---\n") + YamlWriter.write(answer);
                terminal.out()
                        .print(
                                terminal.liveOut()
                                        ? yaml.lines().map(Text::clean).collect(LINES)
                                        : yaml);
                terminal.flush();
            }
            case ID -> {
                if (answer.path("data").isArray()) {
                    answer.path("data").forEach(one -> id(terminal, one));
                } else {
                    id(terminal, answer);
                }
            }
        }
        if (answer.path("next_cursor").isString()) {
            terminal.say("There are more: --limit 0 lists all.");
        }
    }

    private static void id(Terminal terminal, JsonNode answer) {
        terminal.print(Text.clean(answer.path("id").asString("")));
    }
}
