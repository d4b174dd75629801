package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.api.access.AccessSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GreetingTest {
    @Test
    void saysWhereToGoAndThatThereIsNoLoginOnThisMachine() {
        String lines = new Greeting(
                        new AccessSettings(null, null, "descent"),
                        InetAddress.getLoopbackAddress(),
                        Path.of("data"),
                        null)
                .lines(8080);
        assertThat(lines)
                .contains("listens on http://127.0.0.1:8080", "http://127.0.0.1:8080/swagger-ui.html", "curl ")
                .contains(Path.of("data").toAbsolutePath().toString(), "embedded PostgreSQL")
                .contains("Login              none", "only programs on this machine");
    }

    @Test
    void saysHowCallersLogInWhereOtherMachinesCanReachIt() {
        String lines = new Greeting(
                        new AccessSettings("k".repeat(40), "https://login.example", "descent"),
                        null,
                        Path.of("data"),
                        "jdbc:postgresql://db/descent")
                .lines(80);
        assertThat(lines)
                .contains("http://localhost:80", "database jdbc:postgresql://db/descent")
                .contains("by API keys and tokens of https://login.example")
                .doesNotContain("kkkk");
    }
}
