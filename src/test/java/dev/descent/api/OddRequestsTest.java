package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Requests that no client means, each of which was once answered by what the document does not declare. */
class OddRequestsTest extends ApiTest {
    @Test
    void anotherCharsetThanUtf8IsNotAcceptable() {
        for (String path : new String[] {"/v1/jobs", "/v1/datasets/iris", "/v1/catalog"}) {
            client.get(path, "Accept", "application/json;charset=utf-16").assertProblem(406, "not_acceptable");
        }
        client.get("/v1/jobs", "Accept", "application/json;charset=utf-8").assertStatus(200);
    }

    @Test
    void aPathWithAGeneratedSetThatCannotBeLeadsNowhere() {
        for (String path : new String[] {"", "/preview", "/privacy-budget", "/privacy-ledger"}) {
            client.get("/v1/datasets/two_moons%3Frows=x" + path)
                    .assertProblem(404, "not_found")
                    .assertDetail("the option rows must be a whole number");
        }
    }

    @Test
    void aSourceWithAGeneratedSetThatCannotBeIsNamedByItsPart() {
        byte[] csv = "x,y\n1,a\n2,b\n".getBytes(StandardCharsets.UTF_8);
        client.send(
                        "/v1/datasets",
                        new Client.Multipart()
                                .file("file", "a.csv", csv)
                                .field("name", "odd derived")
                                .field("derived_from", "two_moons?rows=x"))
                .assertProblem(422, "invalid_request")
                .assertPointers("/derived_from");
    }

    @Test
    void aRangeThatAFileDoesNotHaveIsAProblem() {
        String model = client.await(client.submit("{\"dataset\": \"iris\", \"model\": \"linear\", "
                        + "\"objective\": \"classification\", \"duration\": {\"steps\": 2}}"))
                .get("model")
                .asString();
        String path = "/v1/models/" + model + "/files/model.json";

        for (String range : new String[] {"bytes=999999999-", "bytes=5-2", "bytes=abc", "items=1-2"}) {
            client.get(path, "Range", range).assertProblem(416, "range_not_satisfiable");
        }
        assertThat(client.get(path, "Range", "bytes=0-3").assertStatus(206).body())
                .hasSize(4);
    }

    @Test
    void whatTomcatRefusesHasTheRequestIdInItsHeaderToo() throws IOException {
        String answer = RawHttp.exchange(client, "TRACE /v1/jobs HTTP/1.1");

        assertThat(answer).startsWith("HTTP/1.1 405");
        String id = answer.replaceAll("(?s).*\"request_id\":\"(\\w+)\".*", "$1");
        assertThat(answer).containsIgnoringCase("X-Request-Id: " + id);
    }

    @Test
    void aFileThatCannotBeReadIsRefusedWithoutNamesOfTheReadersClasses() {
        byte[] file = new byte[64];
        System.arraycopy("PAR1".getBytes(StandardCharsets.US_ASCII), 0, file, 0, 4);
        file[56] = 40;
        System.arraycopy("PAR1".getBytes(StandardCharsets.US_ASCII), 0, file, 60, 4);

        Reply reply = client.upload("a.parquet", file, "odd parquet", null).assertProblem(422, "invalid_dataset");

        assertThat(reply.text()).contains("the file cannot be read").doesNotContain("Exception", "Error:");
    }

    @Test
    void aLineOfJsonThatGoesOnAfterItsValueIsRefusedWithoutNamesOfTheParsersClasses() {
        Reply reply = client.upload("a.jsonl", "{\"x\": 1} 2\n3\t4\n", "odd lines", null)
                .assertProblem(422, "invalid_dataset");

        assertThat(reply.text())
                .contains("malformed_row", "line 2", "something follows the value")
                .doesNotContain("JsonNode", "tools.jackson", "FAIL_ON");
    }

    @Test
    void aLineOfJsonThatIsTooDeepIsRefusedWithoutNamesOfTheParsersMethods() {
        Reply reply =
                client.upload("a.jsonl", "[".repeat(3000), "odd lines", null).assertProblem(422, "invalid_dataset");

        assertThat(reply.text()).contains("malformed_row", "nesting depth").doesNotContain("StreamReadConstraints");
    }
}
