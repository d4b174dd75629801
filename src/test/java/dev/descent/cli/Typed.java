package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.cli.json.Json;
import dev.descent.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Commands as a user types them, run in this process. */
final class Typed {
    private final Map<String, String> environment;
    private final String input;
    private final boolean live;

    private Typed(Map<String, String> environment, String input, boolean live) {
        this.environment = environment;
        this.input = input;
        this.live = live;
    }

    /** Against this server, in a shell without a terminal. */
    static Typed at(String server) {
        return new Typed(Map.of("DESCENT_SERVER", server), "", false);
    }

    Typed with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Typed(more, input, live);
    }

    Typed piped(String text) {
        return new Typed(environment, text, live);
    }

    Typed inTerminal() {
        return new Typed(environment, input, true);
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                environment,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Terminal.writer(new PrintStream(out, true, StandardCharsets.UTF_8)),
                Terminal.writer(new PrintStream(err, true, StandardCharsets.UTF_8)),
                live,
                live,
                100,
                true);
        int exit = Cli.run(terminal, args);
        terminal.out().flush();
        terminal.err().flush();
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What came of it. */
    record Result(int exit, String out, String err) {
        Result assertExit(int expected) {
            assertThat(exit).as("%s%n%s", out, err).isEqualTo(expected);
            return this;
        }

        Result assertSays(String... parts) {
            assertThat(err).contains(parts);
            return this;
        }

        Result assertPrints(String... parts) {
            assertThat(out).contains(parts);
            return this;
        }

        List<String> lines() {
            return out.lines().toList();
        }

        JsonNode json() {
            return Json.read(out);
        }
    }
}
