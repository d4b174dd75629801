package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GreetingTest {
    @Test
    void onLoopbackItSaysWhereToGoAndThatNoLoginIsNeeded() {
        String lines = new Greeting(InetAddress.getLoopbackAddress(), Path.of("data"), null).lines(8080);

        assertThat(lines)
                .contains("listens on http://127.0.0.1:8080", "http://127.0.0.1:8080/swagger-ui.html", "curl ")
                .contains(Path.of("data").toAbsolutePath().toString(), "embedded PostgreSQL")
                .contains("only programs on this machine");
    }

    @Test
    void onAnOpenAddressItWarns() throws UnknownHostException {
        String lines = new Greeting(InetAddress.getByAddress(new byte[4]), Path.of("data"), "jdbc:x").lines(80);

        assertThat(lines)
                .contains("http://localhost:80", "database jdbc:x")
                .contains("other machines can reach this address")
                .doesNotContain("only programs");
    }
}
