package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Columns that examples are weighed by: what they must be like, and that what they are not is said at submission. */
class ReweightingOverHttpTest extends ApiTest {
    private static final int ROWS = 200;
    private static final int GROUPS = 1001;

    @BeforeEach
    void upload() {
        if (client.get("/v1/datasets/weighed").status() == 200) {
            return;
        }
        String rows = IntStream.range(0, ROWS)
                .mapToObj(i -> i * 0.37 + "," + (1 + i % 3) + ",0," + (i == 70 ? "-0.5" : "1.5") + ","
                        + (i % 10 == 3 ? "" : "2.5") + ",free text " + i + "," + (i % 20 == 0 ? "south" : "north")
                        + "," + (i % 11) * 0.5)
                .collect(Collectors.joining("\n"));
        String types = "{\"types\": {\"zero\": \"numeric\", \"weight\": \"numeric\"}}";
        client.upload("weighed.csv", "x,weight,zero,negative,missing,text,region,y\n" + rows + "\n", "weighed", types)
                .assertStatus(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "column", "column": "negative"}          | /reweighting/column | column "negative" has -0.5
            {"type": "column", "column": "missing"}           | /reweighting/column | column "missing" lacks one
            {"type": "column", "column": "zero"}              | /reweighting/column | all weights in column "zero" are 0
            {"type": "column", "column": "nowhere"}           | /reweighting/column | no feature "nowhere"
            {"type": "column", "column": "text"}              | /reweighting/column | must be a numeric column
            {"type": "column", "column": "region"}            | /reweighting/column | is categorical
            {"type": "class_balanced"}                        | /reweighting/group  | the target has no classes
            {"type": "class_balanced", "group": "x"}          | /reweighting/group  | must be a categorical column
            {"type": "class_balanced", "group": "text"}       | /reweighting/group  | must be a categorical column
            {"type": "class_balanced", "beta": 1}             | /reweighting/beta   | must be less than 1
            {"type": "scalarization", "group": "nowhere"}     | /reweighting/group  | no feature "nowhere"
            {"type": "scalarization", "tau": 1e7}             | /reweighting/tau    | must be at most 1000000
            {"type": "loss_based", "strategy": "lower"}       | /reweighting/strategy | lin_upper
            {"type": "loss_based", "r": 0}                    | /reweighting/r      | must be at least 0.02
            {"type": "label_noise_robust", "noise_rate": 1}   | /reweighting/noise_rate | must be less than 1
            "focal"                                           | /reweighting        | without label smoothing
            """)
    void whatCannotWeighExamplesIsRefusedWithItsPlace(String reweighting, String pointer, String message) {
        Reply reply = client.post("/v1/jobs", spec("weighed", reweighting)).assertProblem(422, "invalid_spec");
        reply.assertPointers(pointer);
        assertThat(reply.json().at("/errors/0/message").asString()).contains(message);
    }

    @Test
    void focalWeightsAreRefusedWithLabelSmoothing() {
        client.post("/v1/jobs", """
                {"dataset": "iris", "model": "linear", "reweighting": "focal",
                 "objective": {"type": "classification", "label_smoothing": 0.1}}""").assertProblem(422, "invalid_spec").assertPointers("/reweighting");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "column", "column": "weight"}
            {"type": "class_balanced", "group": "region", "scheme": "inverse_frequency"}
            {"type": "scalarization", "group": "region", "cooldown_at": 0.5}
            """)
    void columnsThatAreFitWeighExamples(String reweighting) {
        JsonNode job = client.await(client.submit(spec("weighed", reweighting)));
        assertThat(job.get("state").asString()).as("%s", job.get("error")).isEqualTo("succeeded");
        assertThat(job.get("latest_metrics").propertyNames())
                .contains("effective_sample_size", "weight_min", "weight_max");
    }

    /** An identifier is inferred to be none of the features; who calls it a category is told how many there may be. */
    @Test
    void tooManyGroupsAreRefused() {
        String identifiers = IntStream.range(0, 100_000)
                .mapToObj(i -> i % 7 + ",id" + i + "," + i % 5 * 0.3)
                .collect(Collectors.joining("\n", "x,id,y\n", "\n"));
        client.upload("identifiers.csv", identifiers, "identifiers", null).assertStatus(201);
        String groups = IntStream.range(0, 2 * GROUPS)
                .mapToObj(i -> i % 7 + ",g" + i % GROUPS + "," + i % 5 * 0.3)
                .collect(Collectors.joining("\n", "x,id,y\n", "\n"));
        client.upload("groups.csv", groups, "many_groups", "{\"types\": {\"id\": \"categorical\"}}")
                .assertStatus(201);
        for (String type : new String[] {"class_balanced", "scalarization"}) {
            String reweighting = "{\"type\": \"" + type + "\", \"group\": \"id\"}";
            client.post("/v1/jobs", spec("identifiers", reweighting))
                    .assertProblem(422, "invalid_spec")
                    .assertPointers("/reweighting/group")
                    .assertDetail("must be a categorical column");
            Reply many = client.post("/v1/jobs", spec("many_groups", reweighting))
                    .assertProblem(422, "invalid_spec")
                    .assertDetail("has 1001 groups, but at most 1000 are allowed");
            // They are too many for one-hot features too.
            many.assertPointers("/preprocessing/categorical", "/reweighting/group");
        }
    }

    private static String spec(String dataset, String reweighting) {
        return """
                {"dataset": "%s", "model": "linear", "objective": "regression", "duration": {"steps": 20},
                 "reweighting": %s}""".formatted(dataset, reweighting);
    }
}
