package dev.descent.cli.follow;

import dev.descent.cli.http.Event;
import dev.descent.cli.json.Json;
import dev.descent.cli.terminal.Style;
import dev.descent.cli.terminal.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An event as a line. */
public final class EventLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private EventLine() {}

    static String time(Instant at) {
        return TIME.format(at);
    }

    /** For people. */
    public static String of(Event event, Style style) {
        JsonNode data = event.data();
        String text = switch (event.type()) {
            case "state" -> style.state(Text.clean(data.path("state").asString(""))) + reason(data);
            case "metrics" -> metrics(data);
            case "checkpoint" -> "checkpoint at step " + data.path("step").asString("?");
            case "metrics_withdrawn" ->
                "metrics after step " + data.path("after_step").asString("?") + " are withdrawn";
            case "log" -> data.path("message").asString("");
            default -> event.type() + " " + data;
        };
        // Our own colours stay; what the server sends has none.
        String safe = event.type().equals("state") ? text : Text.clean(text);
        return at(data) + safe;
    }

    private static String at(JsonNode data) {
        try {
            return time(Instant.parse(data.path("at").asString(""))) + " ";
        } catch (DateTimeException e) {
            return "";
        }
    }

    private static String reason(JsonNode data) {
        String reason = data.path("reason").asString("");
        return reason.isEmpty() ? "" : " (" + Text.clean(reason) + ")";
    }

    private static String metrics(JsonNode data) {
        StringJoiner line = new StringJoiner("  ");
        line.add("step " + data.path("step").asString("?"));
        line.add("epoch " + Text.number(data.path("epoch").asDouble(0)));
        data.path("values").properties().forEach(value -> line.add(value.getKey() + " " + number(value.getValue())));
        return line.toString();
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? Text.number(value.doubleValue()) : Json.write(value);
    }

    /** For programs: what the list of events has. */
    public static String json(Event event) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("seq", event.seq()).put("type", event.type()).set("data", event.data());
        return Text.cleanJson(Json.write(line));
    }
}
