package dev.descent.cli.commands;

import dev.descent.cli.terminal.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Times of the wire, as people read them. */
final class Ages {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private Ages() {}

    static String since(JsonNode time) {
        return instant(time)
                .map(at -> Text.duration(Duration.between(at, Instant.now())))
                .orElse("-");
    }

    static String at(JsonNode time) {
        return instant(time).map(LOCAL::format).orElse("-");
    }

    /** Until now if the end is not known. */
    static String between(JsonNode from, JsonNode to) {
        Instant end = instant(to).orElseGet(Instant::now);
        return instant(from)
                .map(begin -> Text.duration(Duration.between(begin, end)))
                .orElse("-");
    }

    private static Optional<Instant> instant(JsonNode time) {
        try {
            return Optional.of(Instant.parse(time.asString("")));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
