package dev.descent.cli.commands;

import dev.descent.cli.terminal.Style;
import dev.descent.cli.terminal.Table;
import dev.descent.cli.terminal.Terminal;
import dev.descent.cli.terminal.Text;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Data sets, as people read them. */
record DatasetTables(Terminal terminal) {
    private static final int LONGEST_NAME = 40;
    private static final int MOST_WORDS = 12;

    void list(JsonNode sets) {
        Table table = new Table(terminal.outStyle(), "NAME", "ID", "ROWS", "FEATURES", "TASK", "TARGET", "SIZE", "AGE");
        for (JsonNode set : sets.path("data")) {
            table.row(
                    Text.cut(set.path("name").asString("-"), LONGEST_NAME),
                    set.path("id").asString(""),
                    set.path("rows").asString("-"),
                    Integer.toString(set.path("features").size()),
                    set.path("task").asString("-"),
                    Text.cut(set.path("target").asString("-"), LONGEST_NAME),
                    Text.bytes(set.path("size_bytes").asLong(0)),
                    Ages.since(set.path("created_at")));
        }
        table.print(terminal);
    }

    void one(JsonNode set) {
        Table table = new Table()
                .row("name", set.path("name").asString("-"))
                .row("id", set.path("id").asString(""))
                .row("rows", set.path("rows").asString("-"))
                .row("task", set.path("task").asString("-"))
                .row("target", set.path("target").asString("-"));
        if (!set.path("classes").isEmpty()) {
            table.row("classes", words(set.path("classes")));
        }
        table.row("size", Text.bytes(set.path("size_bytes").asLong(0)))
                .row("fingerprint", set.path("fingerprint").asString("-"))
                .row("created", Ages.at(set.path("created_at")));
        if (set.path("privacy_budget").isObject()) {
            JsonNode budget = set.path("privacy_budget");
            table.row(
                    "privacy budget",
                    "epsilon " + Text.number(budget.path("epsilon").asDouble(0)) + ", delta "
                            + Text.number(budget.path("delta").asDouble(0)));
        }
        Style style = terminal.outStyle();
        table.print(terminal, (column, cell) -> column == 0 ? style.faint(cell) : cell);
        terminal.print("");
        features(set.path("features"), style);
    }

    private void features(JsonNode features, Style style) {
        Table table = new Table(style, "FEATURE", "TYPE", "MISSING", "VALUES");
        for (JsonNode feature : features) {
            table.row(
                    feature.path("name").asString(""),
                    feature.path("type").asString(""),
                    feature.path("missing").asString("0"),
                    feature.path("shape").isEmpty() ? words(feature.path("categories")) : words(feature.path("shape")));
        }
        table.print(terminal);
    }

    private static String words(JsonNode list) {
        String words = StreamSupport.stream(list.spliterator(), false)
                .limit(MOST_WORDS)
                .map(word -> word.asString(""))
                .collect(Collectors.joining(", "));
        return list.size() > MOST_WORDS ? words + " and " + (list.size() - MOST_WORDS) + " more" : words;
    }
}
