package dev.descent.api;

import dev.descent.database.TestDatabase;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service over HTTP where callers must log in; one context for all tests of this kind. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestPropertySource(
        properties = {
            "descent.stream-heartbeat=200ms",
            "descent.max-upload-size=20MB",
            "descent.workers=1",
            "descent.operator-key=" + GuardedApiTest.OPERATOR_KEY,
            "descent.metrics-key=" + GuardedApiTest.METRICS_KEY
        })
public abstract class GuardedApiTest {
    protected static final String OPERATOR_KEY = "the-operator-key-of-the-tests-0123456789";
    static final String METRICS_KEY = "the-metrics-key-of-the-tests-0123456789";
    static final String SMALL_JOB = "{\"dataset\": \"iris\", \"model\": \"linear\", \"objective\": \"classification\","
            + " \"duration\": {\"steps\": 3}}";

    private static final TestIssuer ISSUER = new TestIssuer();
    private static final AtomicInteger NAMES = new AtomicInteger();

    @LocalServerPort
    private int port;

    @Autowired
    private JsonMapper json;

    /** Without a login. */
    protected Client nobody;

    protected Client operator;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry registry) {
        TestDatabase.configure(registry);
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::url);
    }

    /** Where the server answers. */
    protected final String url() {
        return "http://127.0.0.1:" + port;
    }

    @BeforeEach
    void connect() {
        nobody = new Client(port, json);
        operator = nobody.as(OPERATOR_KEY);
    }

    static TestIssuer issuer() {
        return ISSUER;
    }

    /** A project of its own, and clients with keys of each role in it. */
    record Team(String project, String name, Client viewer, Client submitter, Client admin) {}

    Team team() {
        return team("{}");
    }

    Team team(String limits) {
        String name = "team-" + NAMES.incrementAndGet();
        JsonNode project = operator.post("/v1/projects", "{\"name\": \"" + name + "\", \"limits\": " + limits + "}")
                .assertStatus(201)
                .json();
        return new Team(
                project.get("id").asString(),
                name,
                client(name, "viewer"),
                client(name, "submitter"),
                client(name, "admin"));
    }

    private Client client(String project, String role) {
        return nobody.as(key(project, role).get("secret").asString());
    }

    /** A new key of a project, as the answer to its making shows it. */
    JsonNode key(String project, String role) {
        return operator.with("Descent-Project", project)
                .post("/v1/api-keys", "{\"name\": \"" + role + "\", \"role\": \"" + role + "\"}")
                .assertStatus(201)
                .json();
    }

    /** The name of a project of its own. */
    protected String newProject() {
        return team().name();
    }

    /** The secret of a new key of a project. */
    protected String newKey(String project, String role) {
        return key(project, role).get("secret").asString();
    }
}
