package dev.descent.api;

import dev.descent.database.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** The whole service over HTTP, on a real database and the real engine; one context for all tests of this kind. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@TestPropertySource(
        properties = {
            "descent.stream-heartbeat=200ms",
            "descent.max-upload-size=20MB",
            "descent.workers=1",
            // What random specs ask for is not trained.
            "descent.memory-limit=1000000TB",
            "descent.webhooks.allow-private-addresses=true"
        })
public abstract class ApiTest {
    @LocalServerPort
    protected int port;

    @Autowired
    private JsonMapper json;

    protected Client client;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        TestDatabase.configure(registry);
    }

    /** Where the server answers. */
    protected final String url() {
        return "http://127.0.0.1:" + port;
    }

    @BeforeEach
    void connect() {
        client = new Client(port, json);
    }
}
