package dev.descent.cli.commands;

import dev.descent.cli.terminal.Table;
import dev.descent.cli.terminal.Terminal;
import dev.descent.cli.terminal.Text;
import tools.jackson.databind.JsonNode;

/** What a job would take. */
record Estimates(Terminal terminal) {
    void print(JsonNode dryRun) {
        JsonNode estimate = dryRun.path("estimate");
        JsonNode spec = dryRun.path("effective_spec");
        Table table = new Table()
                .row("valid", "nothing was submitted")
                .row("dataset", spec.path("dataset").asString("-"))
                .row("model", JobTables.type(spec.path("model")))
                .row("optimizer", JobTables.type(spec.path("optimizer")))
                .row("parameters", estimate.path("parameters").asString("-"))
                .row("steps", estimate.path("steps").asString("-"))
                .row("memory", Text.bytes(estimate.path("memory_bytes").asLong(0)));
        if (estimate.path("epsilon").isNumber()) {
            table.row("epsilon", Text.number(estimate.path("epsilon").doubleValue()));
        }
        table.print(terminal);
        estimate.path("warnings").forEach(warning -> terminal.say("warning: " + Text.clean(warning.asString(""))));
    }
}
