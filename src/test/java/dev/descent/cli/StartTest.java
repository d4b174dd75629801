package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.Descent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which arguments start a server, and which a command. */
class StartTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "serve", "serve --server.port=1", "--server.port=1", "--descent.role=api jobs", "--debug"})
    void aServerIsStarted(String line) {
        assertThat(Cli.isCommand(words(line))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jobs",
                "sumbit",
                "help",
                "-h",
                "--help",
                "--version",
                "--server http://x jobs",
                "--server=x jobs",
                "-x"
            })
    void aCommandIsRun(String line) {
        assertThat(Cli.isCommand(words(line))).isTrue();
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ");
    }

    @Test
    void whatFollowsServeGoesToTheServer() {
        assertThat(Cli.serverArguments("serve", "--server.port=1")).containsExactly("--server.port=1");
        assertThat(Cli.serverArguments("--server.port=1")).containsExactly("--server.port=1");
        assertThat(Cli.serverArguments()).isEmpty();
    }

    @Test
    void anUnknownCommandIsAnErrorAndNothingOfTheServiceIsLoaded() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Descent.class.getName(),
                        "sumbit",
                        "spec.yaml")
                .start();
        process.getOutputStream().close();
        String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(2);
        assertThat(said.lines())
                .containsExactly(
                        "descent: there is no command \"sumbit\". Did you mean submit?", "See 'descent --help'.");
        assertThat(loaded).contains("dev.descent.cli.Cli ").doesNotContain("org.springframework");
    }

    @Test
    void helpHasExamplesForEveryCommand() {
        Typed descent = Typed.at("nowhere");
        descent.run("--help").assertExit(0).assertPrints("submit", "Exit codes:", "DESCENT_API_KEY");
        assertThat(descent.run("help").out()).isEqualTo(descent.run("--help").out());
        for (String line : List.of(
                "submit",
                "jobs",
                "jobs show",
                "job",
                "logs",
                "wait",
                "cancel",
                "pause",
                "resume",
                "models",
                "models show",
                "models pull",
                "datasets",
                "datasets add",
                "datasets show",
                "catalog",
                "whoami",
                "completion",
                "version",
                "help")) {
            String[] words = ("help " + line).split(" ");
            String help = descent.run(words).assertExit(0).out();
            assertThat(help).contains("Usage: descent " + line, "Examples:", "  descent " + line);
            assertThat(descent.run((line + " --help").split(" ")).out()).isEqualTo(help);
        }
        descent.run("help", "job", "x").assertExit(2);
    }

    @Test
    void whatIsMistypedIsPointedOut() {
        Typed descent = Typed.at("nowhere");
        descent.run("jobs", "--sate", "x").assertExit(2).assertSays("no option --sate", "Did you mean --state?");
        descent.run("models", "pul").assertExit(2).assertSays("Did you mean pull?", "See 'descent models --help'.");
        descent.run("models").assertExit(2).assertSays("descent models --help");
        descent.run("submit").assertExit(2).assertSays("SPEC");
        descent.run("job", "a", "b").assertExit(2).assertSays("\"b\" is one word too many.");
        descent.run("logs", "a", "--after", "x").assertExit(2);
        descent.run("logs", "a", "--after", "-1").assertExit(2);
        descent.run("jobs", "--limit", "-1").assertExit(2);
        descent.run("jobs", "-o", "xml").assertExit(2).assertSays("table, json, yaml, id");
    }
}
