package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Data sets: upload, look, list, train on them, delete. */
class DatasetsOverHttpTest extends ApiTest {
    private static final String CSV =
            "age,town,income\n31,Bonn,2100\n45,,3400\n28,Kiel,1900\n51,Bonn,4100\n,Kiel,2500\n";

    @Test
    void anUploadedFileIsDescribedPreviewedTrainedOnAndDeleted() {
        Reply created = client.upload(
                        "C:\\fakepath\\people.csv", CSV, "people", "{\"target\": \"income\", \"task\": \"regression\"}")
                .assertStatus(201);
        JsonNode dataset = created.json();
        String id = dataset.get("id").asString();
        assertThat(created.header("Location")).isEqualTo("/v1/datasets/" + id);
        assertThat(dataset.get("rows").longValue()).isEqualTo(5);
        assertThat(dataset.get("fingerprint").asString()).startsWith("sha256:");
        assertThat(dataset.at("/features/0/type").asString()).isEqualTo("numeric");
        assertThat(dataset.at("/features/1/type").asString()).isEqualTo("categorical");
        assertThat(dataset.at("/features/1/missing").longValue()).isEqualTo(1);
        assertThat(client.get("/v1/datasets/people").json()).isEqualTo(dataset);

        JsonNode preview = client.get("/v1/datasets/people/preview?limit=2")
                .assertStatus(200)
                .json();
        assertThat(preview.get("rows").size()).isEqualTo(2);
        assertThat(preview.at("/rows/0/town").asString()).isEqualTo("Bonn");
        assertThat(preview.at("/rows/1/town").isNull()).isTrue();
        assertThat(preview.at("/columns/0/mean").doubleValue()).isEqualTo(38.75);

        JsonNode job = client.await(
                client.submit(
                        "{\"dataset\": \"people\", \"model\": \"linear\", \"objective\": \"regression\", \"duration\": {\"steps\": 20}}"));
        assertThat(job.get("state").asString()).as(job::toString).isEqualTo("succeeded");
        JsonNode prediction = client.post(
                        "/v1/models/" + job.get("model").asString() + "/predictions",
                        "{\"instances\": [{\"age\": 40, \"town\": \"Bonn\"}, {\"age\": null, \"town\": \"Jena\"}]}")
                .assertStatus(200)
                .json();
        assertThat(prediction.at("/predictions/0/value").isNumber()).isTrue();
        assertThat(prediction.at("/predictions/0/probabilities").isNull()).isTrue();

        client.upload("people.csv", CSV, "people", null)
                .assertProblem(409, "name_taken")
                .assertPointers("/name");
        client.delete("/v1/datasets/" + id).assertStatus(204);
        client.get("/v1/datasets/people").assertProblem(404, "not_found");
        client.get("/v1/models/" + job.get("model").asString()).assertStatus(200);
    }

    @Test
    void anIdempotencyKeyMakesOneDataSetOfManyUploads() {
        Reply first = client.upload("k.csv", CSV, "keyed", null, "Idempotency-Key", "upload-1")
                .assertStatus(201);
        Reply second = client.upload("k.csv", CSV, "keyed", null, "Idempotency-Key", "upload-1")
                .assertStatus(201);

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        client.upload("k.csv", CSV + "1,Bonn,1\n", "keyed", null, "Idempotency-Key", "upload-1")
                .assertProblem(409, "idempotency_conflict");

        client.delete("/v1/datasets/" + first.json().get("id").asString()).assertStatus(204);
        client.upload("k.csv", CSV, "keyed", null, "Idempotency-Key", "upload-1")
                .assertStatus(201);
    }

    @Test
    void listsArePagedWithoutGapsOrRepeats() {
        List<String> names = List.of("iris", "wine", "digits", "diabetes", "breast_cancer");
        names.forEach(name -> client.get("/v1/datasets/" + name).assertStatus(200));
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/v1/datasets?limit=2" + cursor)
                    .assertStatus(200)
                    .json();
            assertThat(page.get("data").size()).isBetween(1, 2);
            page.get("data").forEach(set -> paged.add(set.get("name").asString()));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asString();
        } while (!cursor.isEmpty());

        assertThat(paged).containsAll(names).doesNotHaveDuplicates();
    }

    @Test
    void aBuiltInSetTellsItsSourceAndLicence() {
        JsonNode iris = client.get("/v1/datasets/iris").assertStatus(200).json();

        assertThat(iris.get("source").asString()).contains("licence");
        assertThat(iris.get("classes").valueStream().map(JsonNode::asString))
                .containsExactly("setosa", "versicolor", "virginica");
    }

    @Test
    void theCatalogIsNotSentTwice() {
        Reply first = client.get("/v1/catalog").assertStatus(200);

        client.get("/v1/catalog", "If-None-Match", first.header("ETag")).assertStatus(304);
        assertThat(first.json().get("data").valueStream().map(f -> f.get("name").asString()))
                .contains("optimizers", "schedules", "models");
    }
}
