package dev.descent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** All that the service tells of a job that has succeeded, which must agree with itself. */
final class Story {
    private final String id;
    private final String weights;
    /** Of every metric, as the service answers it. */
    private final JsonNode series;

    private final List<JsonNode> attempts = new ArrayList<>();
    /** Of every metric, put together from the events. */
    private final Map<String, NavigableMap<Long, JsonNode>> folded = new TreeMap<>();

    private int withdrawals;

    Story(Api api, String id) {
        this.id = id;
        JsonNode job = api.get("/v1/jobs/" + id);
        assertThat(job.get("state").asString()).as("%s", job).isEqualTo("succeeded");
        weights = api.get("/v1/models/" + job.get("model").asString())
                .at("/provenance/weights_digest")
                .asString();
        series = api.get("/v1/jobs/" + id + "/metrics?points=10000").get("series");
        api.get("/v1/jobs/" + id + "/attempts").get("data").forEach(attempts::add);
        read(api.events(id));
        requireOneHistory(job.get("latest_metrics"));
        requireAttempts(job);
    }

    private void read(List<JsonNode> events) {
        long number = 0;
        int ends = 0;
        for (JsonNode event : events) {
            assertThat(event.get("seq").longValue())
                    .as("numbers of events of %s", id)
                    .isEqualTo(++number);
            JsonNode data = event.get("data");
            switch (event.get("type").asString()) {
                case "metrics" -> measured(data);
                case "metrics_withdrawn" -> withdraw(data.get("after_step").longValue());
                case "state" -> ends += data.get("state").asString().equals("succeeded") ? 1 : 0;
                default -> assertThat(event.get("type").asString()).isIn("checkpoint", "log");
            }
        }
        assertThat(ends).as("ends of %s", id).isEqualTo(1);
    }

    private void measured(JsonNode data) {
        data.get("values")
                .properties()
                .forEach(value -> assertThat(folded.computeIfAbsent(value.getKey(), name -> new TreeMap<>())
                                .put(data.get("step").longValue(), value.getValue()))
                        .as("%s of %s measured once", data, id)
                        .isNull());
    }

    private void withdraw(long step) {
        withdrawals++;
        folded.values().forEach(values -> values.tailMap(step, false).clear());
        folded.values().removeIf(Map::isEmpty);
    }

    private void requireOneHistory(JsonNode latest) {
        assertThat(series.size()).as("metrics of %s", id).isEqualTo(folded.size());
        for (JsonNode one : series) {
            NavigableMap<Long, JsonNode> told =
                    folded.getOrDefault(one.get("name").asString(), new TreeMap<>());
            List<Long> steps = new ArrayList<>();
            List<JsonNode> values = new ArrayList<>();
            one.get("steps").forEach(step -> steps.add(step.longValue()));
            one.get("values").forEach(values::add);
            assertThat(steps).as("%s of %s", one.get("name"), id).isEqualTo(List.copyOf(told.keySet()));
            assertThat(values).as("%s of %s", one.get("name"), id).isEqualTo(List.copyOf(told.values()));
            assertThat(latest.get(one.get("name").asString())).isEqualTo(values.get(values.size() - 1));
        }
        assertThat(latest.size()).isEqualTo(folded.size());
    }

    private void requireAttempts(JsonNode job) {
        assertThat(attempts).as("attempts at %s", id).hasSize(job.get("attempt").intValue());
        for (int i = 0; i < attempts.size(); i++) {
            JsonNode attempt = attempts.get(i);
            assertThat(attempt.get("number").intValue()).isEqualTo(attempts.size() - i);
            assertThat(attempt.get("ended_at").isNull()).as("%s", attempt).isFalse();
            assertThat(attempt.get("reason").asString())
                    .as("%s of %s", attempt, id)
                    .isEqualTo(i == 0 ? "succeeded" : "its worker vanished");
        }
    }

    /** @throws AssertionError if the other has other weights or measured anything else */
    void requireSame(Story undisturbed) {
        assertThat(withdrawals).as("withdrawals of %s", id).isZero();
        assertThat(weights).as("weights of %s", id).isEqualTo(undisturbed.weights);
        assertThat(series).as("metrics of %s", id).isEqualTo(undisturbed.series);
    }

    int withdrawals() {
        return withdrawals;
    }

    /** Newest first. */
    List<JsonNode> attempts() {
        return attempts;
    }
}
