package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Schedules as clients see them: drawn before a job, made from a job, followed by a job. */
class SchedulesOverHttpTest extends ApiTest {
    private static final String JOB = """
            {"dataset": "iris", "model": {"type": "mlp", "hidden": [8]}, "objective": "classification",
             "optimizer": "sgd", "learning_rate": 0.1, "duration": {"steps": 40}, "log_every_steps": 1,
             "schedule": %s, "seed": 3}""";

    private JsonNode preview(String schedule, long steps, String more) {
        return client.post(
                        "/v1/schedules:preview",
                        "{\"schedule\": %s, \"learning_rate\": 0.1, \"steps\": %d%s}".formatted(schedule, steps, more))
                .assertStatus(200)
                .json();
    }

    private List<Double> series(String job, String name) {
        return numbers(client.get("/v1/jobs/" + job + "/metrics?name=" + name)
                .assertStatus(200)
                .json()
                .at("/series/0/values"));
    }

    private static List<Double> numbers(JsonNode list) {
        List<Double> numbers = new ArrayList<>();
        list.forEach(number -> numbers.add(number.doubleValue()));
        return numbers;
    }

    private static void assertClose(List<Double> actual, List<Double> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("number %d", i).isCloseTo(expected.get(i), within(1e-12));
        }
    }

    @Test
    void aPreviewIsWhatTheJobThenDoes() {
        for (String schedule : List.of(
                "{\"type\": \"cosine_restarts\", \"warmup_steps\": 5}",
                "{\"type\": \"one_cycle\", \"cycle_momentum\": false}",
                "\"piecewise\"")) {
            JsonNode curve = preview(schedule, 40, "");
            String job = client.submit(JOB.formatted(schedule));
            assertThat(client.await(job).get("state").asString()).isEqualTo("succeeded");
            assertThat(curve.get("steps").size()).isEqualTo(40);
            assertThat(curve.get("momenta").isNull()).isTrue();
            assertThat(curve.get("depends_on_training").booleanValue()).isFalse();
            assertThat(series(job, "learning_rate")).isEqualTo(numbers(curve.get("rates")));
        }
    }

    @Test
    void aLongJobIsShownAtItsEndsAndBetween() {
        JsonNode curve = preview("\"linear_decay\"", 1_000_000_000, ", \"points\": 101");
        assertThat(curve.get("steps").size()).isEqualTo(101);
        assertThat(curve.at("/steps/0").longValue()).isZero();
        assertThat(curve.at("/steps/100").longValue()).isEqualTo(999_999_999);
        assertThat(curve.at("/rates/50").doubleValue()).isCloseTo(0.05, within(1e-9));
        assertThat(preview("\"cosine\"", 1_000_000_000, ", \"points\": 10000")
                        .get("rates")
                        .size())
                .isEqualTo(10_000);
        assertThat(preview("\"constant\"", 1_000_000, "").get("rates").size()).isEqualTo(500);
        assertThat(preview("\"constant\"", 1, "").get("rates").size()).isEqualTo(1);
    }

    @Test
    void whatDependsOnTheTrainingIsShownWithoutIt() {
        for (String schedule : List.of("\"reduce_on_plateau\"", "\"lanczos\"")) {
            JsonNode curve = preview(schedule, 10, "");
            assertThat(curve.get("depends_on_training").booleanValue()).isTrue();
            assertThat(numbers(curve.get("rates"))).containsOnly(0.1);
        }
    }

    @Test
    void aScheduleThatMovesTheMomentumShowsIt() {
        List<Double> momenta = numbers(preview("\"one_cycle\"", 101, "").get("momenta"));
        assertThat(momenta).hasSize(101);
        assertThat(momenta.get(0)).isEqualTo(0.95);
        assertThat(momenta.get(25)).isCloseTo(0.8552207704175325, within(1e-12));
    }

    @Test
    void aRefinedScheduleIsMadeFromTheGradientNormsOfAnEarlierJob() {
        String first = client.submit(JOB.formatted("\"constant\""));
        client.await(first);
        List<Double> norms = series(first, "gradient_norm");
        assertThat(norms).hasSize(40);

        String refined =
                "{\"type\": \"refined\", \"from_job\": \"" + first + "\", \"filter_fraction\": 0, \"power\": 1}";
        List<Double> expected = factors(norms);
        JsonNode curve = preview(refined, 40, "");
        assertClose(numbers(curve.get("rates")), times(0.1, expected));
        assertThat(curve.get("depends_on_training").booleanValue()).isFalse();

        JsonNode second = client.await(client.submit(JOB.formatted(refined)));
        JsonNode effective = second.at("/effective_spec/schedule");
        assertThat(second.get("state").asString()).isEqualTo("succeeded");
        assertThat(second.at("/spec/schedule/factors").isMissingNode()).isTrue();
        assertThat(effective.get("from_job").asString()).isEqualTo(first);
        assertClose(numbers(effective.get("factors")), expected);
        assertClose(series(second.get("id").asString(), "learning_rate"), times(0.1, expected));

        // The effective spec stands alone, also when the first job is gone.
        client.delete("/v1/jobs/" + first).assertStatus(204);
        JsonNode third = client.await(client.submit(second.get("effective_spec").toString()));
        assertThat(third.get("effective_spec")).isEqualTo(second.get("effective_spec"));
        assertThat(series(third.get("id").asString(), "train_loss"))
                .isEqualTo(series(second.get("id").asString(), "train_loss"));
        client.post("/v1/jobs", JOB.formatted(refined))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/schedule/from_job")
                .assertDetail("there is no job");
    }

    /** By the formula as it is printed, sum by sum. */
    private static List<Double> factors(List<Double> norms) {
        List<Double> factors = new ArrayList<>();
        for (int t = 0; t < norms.size(); t++) {
            double after = norms.subList(t + 1, norms.size()).stream()
                    .mapToDouble(norm -> 1 / norm)
                    .sum();
            factors.add(after / norms.get(t));
        }
        double greatest =
                factors.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return factors.stream().map(factor -> factor / greatest).toList();
    }

    private static List<Double> times(double base, List<Double> factors) {
        return factors.stream().map(factor -> base * factor).toList();
    }
}
