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
}
