package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the server. */
record Reply(int status, HttpHeaders headers, byte[] body, JsonMapper mapper) {
    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
        return mapper.readTree(body);
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    Reply assertStatus(int expected) {
        assertThat(status).as(this::text).isEqualTo(expected);
        return this;
    }

    /** That it is a problem of this kind, complete, and that nothing of the program's inside shows. */
    Reply assertProblem(int expected, String code) {
        assertThat(status).as(this::text).isEqualTo(expected);
        assertThat(header("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.propertyNames())
                .containsExactly("type", "title", "status", "code", "detail", "errors", "request_id");
        assertThat(problem.get("code").asString()).as(this::text).isEqualTo(code);
        assertThat(problem.get("status").intValue()).isEqualTo(expected);
        assertThat(problem.get("type").asString()).isEqualTo("urn:descent:problem:" + code);
        assertThat(problem.get("request_id").asString()).isEqualTo(header("X-Request-Id"));
        assertThat(text()).doesNotContain("Exception", "dev.descent", "org.springframework", "tools.jackson", "\\tat ");
        return this;
    }

    List<String> pointers() {
        return json().get("errors")
                .valueStream()
                .map(e -> e.get("pointer").asString())
                .toList();
    }

    /** That these, and no other, places are named. */
    Reply assertPointers(String... expected) {
        Assertions.assertThat(pointers()).as(this::text).containsExactlyInAnyOrder(expected);
        return this;
    }

    Reply assertDetail(String part) {
        assertThat(text()).contains(part);
        return this;
    }
}
