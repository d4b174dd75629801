package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service is for, from submission to prediction, through nothing but HTTP. */
class TrainOverHttpTest extends ApiTest {
    private static final String DIGITS_MLP = """
            {"dataset": "digits", "model": {"type": "mlp", "hidden": [256, 128], "dropout": 0.2},
             "objective": "classification", "optimizer": "adamw", "learning_rate": 0.003,
             "schedule": {"type": "linear_decay", "warmup_fraction": 0.1},
             "duration": {"epochs": 30}, "seed": 1}""";

    @Test
    void digitsWithAnMlpReachNinetySevenPercent() {
        JsonNode job = train(DIGITS_MLP);
        assertThat(job.get("state").asString()).isEqualTo("succeeded");
        assertThat(accuracy(job)).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    void digitsWithACnnReachNinetyEightAndAHalfPercent() {
        JsonNode job = train("""
                {"dataset": "digits", "model": "cnn", "objective": "classification", "optimizer": "adamw",
                 "learning_rate": 0.002, "schedule": {"type": "linear_decay", "warmup_fraction": 0.1},
                 "duration": {"epochs": 30}, "seed": 1}""");
        assertThat(job.get("state").asString()).isEqualTo("succeeded");
        assertThat(accuracy(job)).isGreaterThanOrEqualTo(0.985);
    }

    @Test
    void digitsReadRowByRowReachNinetyPercent() {
        JsonNode job = train("""
                {"dataset": "digits", "model": {"type": "recurrent", "cell": "gru", "hidden": 48},
                 "objective": "classification", "optimizer": "adamw", "learning_rate": 0.005,
                 "duration": {"epochs": 10}, "seed": 1}""");
        assertThat(job.get("state").asString()).isEqualTo("succeeded");
        assertThat(accuracy(job)).isGreaterThanOrEqualTo(0.9);
        assertThat(shapes(job))
                .isEqualTo(new TreeMap<>(Map.of(
                        "gru1.weight_ih_l0", List.of(144L, 8L),
                        "gru1.weight_hh_l0", List.of(144L, 48L),
                        "gru1.bias_ih_l0", List.of(144L),
                        "gru1.bias_hh_l0", List.of(144L),
                        "fc1.weight", List.of(10L, 48L),
                        "fc1.bias", List.of(10L))));
    }

    @Test
    void theStreamIsOneNumberedSequenceThatResumesAnywhere() {
        JsonNode job = train(DIGITS_MLP);
        String id = job.get("id").asString();
        List<Client.Event> all = client.follow(id, 0);
        assertThat(all)
                .extracting(Client.Event::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, all.size()).boxed().toList());
        assertThat(all.get(all.size() - 1).data().get("state").asString()).isEqualTo("succeeded");
        assertThat(all.stream().filter(event -> event.type().equals("state")).map(Client.Event::data))
                .containsExactlyElementsOf(job.get("transitions"));
        for (int after : List.of(1, 17, all.size() / 2, all.size() - 1, all.size())) {
            assertThat(client.follow(id, after)).isEqualTo(all.subList(after, all.size()));
        }
        JsonNode page = client.get("/v1/jobs/" + id + "/events?after=5&limit=10")
                .assertStatus(200)
                .json();
        assertThat(page.get("data").size()).isEqualTo(10);
        assertThat(page.get("data").get(0).get("data")).isEqualTo(all.get(5).data());
    }

    @Test
    void aPausedJobGoesOnAndEndsWithTheSameBytesAsOneThatWasNot() {
        JsonNode straight = train(DIGITS_MLP);
        String id = client.post("/v1/jobs", DIGITS_MLP)
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
        for (int pauseAt : List.of(3, 100, 250)) {
            client.follow(id, 0, event -> {
                if (event.type().equals("metrics") && event.data().get("step").asInt() >= pauseAt) {
                    client.post("/v1/jobs/" + id + "/pause").assertStatus(202);
                    return false;
                }
                return true;
            });
            client.follow(id, 0, event -> !isState(event, "paused") || after(id, event));
            client.post("/v1/jobs/" + id + "/resume").assertStatus(202);
        }
        client.follow(id, 0);
        JsonNode paused = client.get("/v1/jobs/" + id).assertStatus(200).json();
        assertThat(paused.get("state").asString()).isEqualTo("succeeded");
        assertThat(paused.get("transitions").size())
                .isGreaterThan(straight.get("transitions").size());
        assertThat(weights(paused)).isEqualTo(weights(straight));
        assertThat(paused.get("latest_metrics")).isEqualTo(straight.get("latest_metrics"));
    }

    /** Whether more events followed this one already, so that it was an earlier pause. */
    private boolean after(String id, Client.Event event) {
        return client.get("/v1/jobs/" + id + "/events?limit=1&after=" + event.id())
                        .assertStatus(200)
                        .json()
                        .get("data")
                        .size()
                > 0;
    }

    @Test
    void aRunningJobCanBeCancelled() {
        String id =
                client.post("/v1/jobs", """
                        {"dataset": "two_moons", "model": "mlp", "objective": "classification",
                         "duration": {"steps": 100000000}}""").assertStatus(201).json().get("id").asString();
        client.follow(id, 0, event -> !event.type().equals("metrics"));
        client.post("/v1/jobs/" + id + "/cancel").assertStatus(202);
        List<Client.Event> events = client.follow(id, 0);
        assertThat(events.get(events.size() - 1).data().get("state").asString()).isEqualTo("cancelled");
        assertThat(client.post("/v1/jobs/" + id + "/resume", "")
                        .assertStatus(409)
                        .json()
                        .get("code")
                        .asString())
                .isEqualTo("invalid_transition");
    }

    @Test
    void aCsvWithMixedColumnsTrainsAndPredicts() {
        String name = "houses-" + UUID.randomUUID();
        String csv = houses(400);
        JsonNode dataset =
                client.upload("houses.csv", csv, name, null).assertStatus(201).json();
        assertThat(dataset.get("task").asString()).isEqualTo("regression");
        assertThat(dataset.get("target").asString()).isEqualTo("price");
        for (String categorical : List.of("one_hot", "embedding")) {
            JsonNode job = train("""
                    {"dataset": "%s", "model": {"type": "mlp", "hidden": [32]}, "objective": "regression",
                     "learning_rate": 0.01, "duration": {"epochs": 150}, "preprocessing": {"categorical": "%s"}}""".formatted(name, categorical));
            assertThat(job.get("state").asString()).as(job.toString()).isEqualTo("succeeded");
            assertThat(job.get("latest_metrics").get("validation_r2").asDouble())
                    .isGreaterThan(0.9);
            JsonNode predictions = client.post("/v1/models/" + job.get("model").asString() + "/predictions", """
                            {"instances": [{"area": 100, "rooms": 4, "city": "Bern"},
                                           {"area": 100, "rooms": 4, "city": "Graz"},
                                           {"area": 100, "rooms": 4, "city": "Nowhere"},
                                           {"area": 100, "rooms": null, "city": null}]}""")
                    .assertStatus(200)
                    .json()
                    .get("predictions");
            assertThat(predictions.size()).isEqualTo(4);
            double bern = predictions.get(0).get("value").asDouble();
            double graz = predictions.get(1).get("value").asDouble();
            // price = 3 area + 20 rooms + 100 in Bern
            assertThat(bern).isCloseTo(480, within(40.0));
            assertThat(graz).isCloseTo(380, within(40.0));
            assertThat(predictions.get(3).get("value").asDouble()).isFinite();
        }
    }

    private static String houses(int rows) {
        StringBuilder csv = new StringBuilder("area,rooms,city,price\n");
        List<String> cities = List.of("Bern", "Graz", "Lyon");
        for (int row = 0; row < rows; row++) {
            Draws draws = new Randomness(5).draws(Randomness.Purpose.DATA, row, 0);
            double area = 40 + 120 * draws.uniform();
            int rooms = 1 + draws.below(6);
            String city = cities.get(draws.below(3));
            double price = 3 * area + 20 * rooms + (city.equals("Bern") ? 100 : 0);
            String known = row % 40 == 7 ? "" : Integer.toString(rooms);
            csv.append(String.format(Locale.ROOT, "%.1f,%s,%s,%.2f%n", area, known, city, price));
        }
        return csv.toString();
    }

    @Test
    void lenetsWeightsHavePyTorchsNamesShapesAndLayout() {
        JsonNode job = train("""
                {"dataset": "glyphs?rows=400&seed=3", "model": {"type": "cnn", "stages": [
                   {"type": "conv", "filters": 6, "kernel": 5, "padding": 2},
                   {"type": "pool", "kind": "max", "size": 2},
                   {"type": "conv", "filters": 16, "kernel": 5, "padding": 0},
                   {"type": "pool", "kind": "max", "size": 2},
                   {"type": "dense", "units": 120}, {"type": "dense", "units": 84}]},
                 "objective": "classification", "duration": {"steps": 5}}""");
        assertThat(shapes(job))
                .isEqualTo(new TreeMap<>(Map.of(
                        "conv1.weight", List.of(6L, 1L, 5L, 5L),
                        "conv1.bias", List.of(6L),
                        "conv2.weight", List.of(16L, 6L, 5L, 5L),
                        "conv2.bias", List.of(16L),
                        "fc1.weight", List.of(120L, 400L),
                        "fc1.bias", List.of(120L),
                        "fc2.weight", List.of(84L, 120L),
                        "fc2.bias", List.of(84L),
                        "fc3.weight", List.of(10L, 84L),
                        "fc3.bias", List.of(10L))));
    }

    /** Of the arrays of the exported weights, by name. */
    private Map<String, List<Long>> shapes(JsonNode job) {
        Map<String, List<Long>> shapes = new TreeMap<>();
        JsonNode header = header(weights(job));
        header.properties().forEach(entry -> {
            if (!entry.getKey().equals("__metadata__")) {
                assertThat(entry.getValue().get("dtype").asString()).isEqualTo("F32");
                List<Long> shape = new ArrayList<>();
                entry.getValue().get("shape").forEach(size -> shape.add(size.asLong()));
                shapes.put(entry.getKey(), shape);
            }
        });
        return shapes;
    }

    /** Submits a job, waits for its end, and answers it. */
    private JsonNode train(String spec) {
        return client.await(client.submit(spec));
    }

    private static boolean isState(Client.Event event, String state) {
        return event.type().equals("state")
                && event.data().get("state").asString().equals(state);
    }

    private static double accuracy(JsonNode job) {
        return job.get("latest_metrics").get("validation_accuracy").asDouble();
    }

    private byte[] weights(JsonNode job) {
        return client.get("/v1/models/" + job.get("model").asString() + "/files/weights.safetensors")
                .assertStatus(200)
                .body();
    }

    private static JsonNode header(byte[] safetensors) {
        int length = (int)
                ByteBuffer.wrap(safetensors).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new JsonMapper().readTree(safetensors, 8, length);
    }
}
