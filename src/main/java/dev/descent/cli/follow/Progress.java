package dev.descent.cli.follow;

import dev.descent.cli.http.Event;
import dev.descent.cli.terminal.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How far a job is, told by its events alone. */
final class Progress {
    /** What of the measured is worth a place in a short line, in this order; private jobs measure under longer names. */
    private static final List<String> JUDGES =
            List.of("validation_accuracy", "validation_r2", "validation_rmse", "validation_loss", "train_accuracy");

    private static final String LOSS = "train_loss";

    private final long totalSteps;
    private final Map<String, Double> values = new LinkedHashMap<>();
    private String state = "queued";
    private long step;
    private double epoch;
    private Instant at = Instant.EPOCH;
    private long firstStep = -1;
    private Instant firstAt = Instant.EPOCH;

    /** @param totalSteps 0 if it is not known */
    Progress(long totalSteps) {
        this.totalSteps = totalSteps;
    }

    void accept(Event event) {
        JsonNode data = event.data();
        at = instant(data.path("at").asString("")).orElse(at);
        switch (event.type()) {
            case "state" -> {
                state = data.path("state").asString(state);
                // The pace is measured anew: in between it stood still.
                firstStep = -1;
            }
            case "metrics" -> measured(data);
            case "metrics_withdrawn" -> {
                step = data.path("after_step").asLong(step);
                firstStep = -1;
            }
            default -> {
                // Tells nothing of how far it is.
            }
        }
    }

    private void measured(JsonNode data) {
        step = data.path("step").asLong(step);
        epoch = data.path("epoch").asDouble(epoch);
        data.path("values").properties().forEach(value -> {
            if (value.getValue().isNumber()) {
                values.put(value.getKey(), value.getValue().doubleValue());
            }
        });
        if (firstStep < 0) {
            firstStep = step;
            firstAt = at;
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    String state() {
        return state;
    }

    long step() {
        return step;
    }

    /** When the last event happened. */
    Instant at() {
        return at;
    }

    boolean isMeasured() {
        return totalSteps > 0;
    }

    double fraction() {
        return totalSteps == 0 ? 0 : Math.min(1, (double) step / totalSteps);
    }

    /** Until the last step, at the pace since it began or went on. */
    Optional<Duration> eta() {
        if (!state.equals("running") || firstStep < 0 || step <= firstStep || step >= totalSteps) {
            return Optional.empty();
        }
        double millisAStep = (double) Duration.between(firstAt, at).toMillis() / (step - firstStep);
        return Optional.of(Duration.ofMillis((long) (millisAStep * (totalSteps - step))));
    }

    String steps() {
        return "step " + step + (totalSteps > 0 ? "/" + totalSteps : "");
    }

    /** The loss and one judgement of it. */
    List<String> judgements() {
        List<String> shown = new ArrayList<>();
        named(LOSS).ifPresent(shown::add);
        JUDGES.stream().map(this::named).flatMap(Optional::stream).findFirst().ifPresent(shown::add);
        return shown;
    }

    private Optional<String> named(String name) {
        return values.entrySet().stream()
                .filter(value -> value.getKey().endsWith(name))
                .findFirst()
                .map(value -> Text.clean(value.getKey()) + " " + Text.number(value.getValue()));
    }

    String epochs() {
        return "epoch " + Text.number(Math.floor(epoch * 10) / 10);
    }
}
