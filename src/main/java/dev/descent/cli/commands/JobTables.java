package dev.descent.cli.commands;

import dev.descent.cli.json.Json;
import dev.descent.cli.terminal.Bar;
import dev.descent.cli.terminal.Style;
import dev.descent.cli.terminal.Table;
import dev.descent.cli.terminal.Terminal;
import dev.descent.cli.terminal.Text;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Jobs, as people read them. */
record JobTables(Terminal terminal) {
    private static final int LONGEST_NAME = 32;

    /** The type of a strategy, which may stand there by its bare name. */
    static String type(JsonNode strategy) {
        return strategy.isObject() ? strategy.path("type").asString("-") : strategy.asString("-");
    }

    void submitted(JsonNode job) {
        terminal.print(headline(job));
        if (terminal.liveErr()) {
            terminal.say(
                    "To follow it: descent logs " + Text.clean(job.path("id").asString()) + " --follow");
        }
    }

    /** Its id and how it stands. */
    String headline(JsonNode job) {
        String name = job.path("name").asString("");
        String place = job.path("progress").path("queue_position").isNumber()
                ? ", place " + job.path("progress").path("queue_position").asInt() + " in the queue"
                : "";
        return Text.clean(job.path("id").asString("")) + (name.isEmpty() ? "" : "  " + Text.clean(name)) + "  "
                + state(job) + place;
    }

    private static String state(JsonNode job) {
        return Text.clean(job.path("state").asString("-"));
    }

    void list(JsonNode jobs) {
        if (jobs.path("data").isEmpty()) {
            terminal.say("No jobs.");
            return;
        }
        Style style = terminal.outStyle();
        Table table = new Table(style, "ID", "STATE", "NAME", "DATASET", "MODEL", "DONE", "TRAIN LOSS", "AGE");
        for (JsonNode job : jobs.path("data")) {
            JsonNode spec = job.path("effective_spec");
            table.row(
                    job.path("id").asString(""),
                    state(job),
                    Text.cut(job.path("name").asString("-"), LONGEST_NAME),
                    Text.cut(spec.path("dataset").asString("-"), LONGEST_NAME),
                    type(spec.path("model")),
                    Bar.percent(job.path("progress").path("fraction").asDouble(0)),
                    loss(job),
                    Ages.since(job.path("created_at")));
        }
        table.print(terminal, (column, cell) -> column == 1 ? style.state(cell) : cell);
    }

    private static String loss(JsonNode job) {
        return job.path("latest_metrics").properties().stream()
                .filter(metric -> metric.getKey().endsWith("train_loss")
                        && metric.getValue().isNumber())
                .findFirst()
                .map(metric -> Text.number(metric.getValue().doubleValue()))
                .orElse("-");
    }

    void one(JsonNode job) {
        JsonNode spec = job.path("effective_spec");
        JsonNode progress = job.path("progress");
        Table table = new Table();
        table.row("id", job.path("id").asString(""));
        optional(table, "name", job.path("name"));
        String reason = job.path("state_reason").asString("");
        table.row("state", state(job) + (reason.isEmpty() ? "" : " (" + reason + ")"));
        optional(table, "queue position", progress.path("queue_position"));
        table.row("dataset", spec.path("dataset").asString("-"));
        table.row("model", type(spec.path("model")));
        table.row("objective", type(spec.path("objective")));
        table.row("optimizer", type(spec.path("optimizer")));
        table.row(
                "progress",
                "step " + progress.path("step").asString("0") + " of "
                        + progress.path("total_steps").asString("?") + ", epoch "
                        + Text.number(progress.path("epoch").asDouble(0)));
        table.row("created", Ages.at(job.path("created_at")));
        if (job.path("started_at").isString()) {
            table.row("took", Ages.between(job.path("started_at"), job.path("finished_at")));
        }
        job.path("latest_metrics")
                .properties()
                .forEach(metric -> table.row(
                        metric.getKey(),
                        metric.getValue().isNumber()
                                ? Text.number(metric.getValue().doubleValue())
                                : Json.write(metric.getValue())));
        rest(table, job);
        Style style = terminal.outStyle();
        String state = state(job);
        table.print(terminal, (column, cell) -> {
            if (column == 0) {
                return style.faint(cell);
            }
            return cell.startsWith(state) ? style.state(state) + cell.substring(state.length()) : cell;
        });
    }

    private static void rest(Table table, JsonNode job) {
        if (job.path("privacy").isObject()) {
            JsonNode privacy = job.path("privacy");
            table.row(
                    "privacy",
                    "epsilon " + Text.number(privacy.path("epsilon_spent").asDouble(0)) + " spent of "
                            + Text.number(privacy.path("epsilon_reserved").asDouble(0)) + " reserved, delta "
                            + Text.number(privacy.path("delta").asDouble(0)));
        }
        if (job.path("error").isObject()) {
            String pointer = job.path("error").path("pointer").asString("");
            table.row(
                    "error",
                    job.path("error").path("code").asString("") + ": "
                            + job.path("error").path("message").asString("")
                            + (pointer.isEmpty() ? "" : " (" + pointer + ")"));
        }
        if (!job.path("labels").isEmpty()) {
            table.row(
                    "labels",
                    job.path("labels").properties().stream()
                            .map(label ->
                                    label.getKey() + ":" + label.getValue().asString(""))
                            .collect(Collectors.joining(", ")));
        }
        optional(table, "subset", job.path("subset").path("name"));
        optional(table, "model id", job.path("model"));
    }

    private static void optional(Table table, String name, JsonNode value) {
        if (value.isValueNode() && !value.isNull()) {
            table.row(name, value.asString(""));
        }
    }
}
