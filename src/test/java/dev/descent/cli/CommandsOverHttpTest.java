package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.api.ApiTest;
import dev.descent.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What people and scripts do with the command line, against the real server that really trains. */
class CommandsOverHttpTest extends ApiTest {
    private static final String SPEC = """
            dataset: iris
            model: {type: mlp, hidden: [8]}
            objective: classification
            learning_rate: 1e-2
            duration: {steps: %s}
            """;

    @TempDir
    private Path folder;

    private Typed descent;

    @BeforeEach
    void type() {
        descent = Typed.at(url());
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private String submitted(int steps, String... more) {
        String[] args = new String[more.length + 4];
        List.of("submit", "-", "-o", "id").toArray(args);
        System.arraycopy(more, 0, args, 4, more.length);
        return descent.piped(SPEC.formatted(steps))
                .run(args)
                .assertExit(0)
                .out()
                .strip();
    }

    @Test
    void aJobIsSubmittedFollowedAndShown() throws IOException {
        Typed.Result result = descent.run(
                        "submit", file("spec.yaml", SPEC.formatted(40)), "--follow", "--name", "first try")
                .assertExit(0)
                .assertSays("first try", "queued", "running", "(50 %)", "train_loss ", "succeeded");
        assertThat(result.out())
                .contains("first try", "step 40 of 40", "model id")
                .doesNotContain("\u001b");

        JsonNode newest = descent.run("jobs", "--limit", "1", "-o", "json")
                .assertExit(0)
                .json()
                .at("/data/0");
        assertThat(newest.get("name").asString()).isEqualTo("first try");
        assertThat(newest.at("/spec/learning_rate").doubleValue()).isEqualTo(0.01);
        String id = newest.get("id").asString();
        assertThat(descent.run("job", id, "-o", "json").json())
                .isEqualTo(descent.run("jobs", "show", id, "-o", "json").json());
        assertThat(descent.run("job", id, "-o", "yaml").out()).startsWith("id: " + id);
        assertThat(descent.run("wait", id).assertExit(0).out()).contains(id, "succeeded");

        String gone = "job_00000000000000000000000000";
        Typed.Result both = descent.run("wait", gone, id, "-o", "id").assertSays("no job", gone);
        assertThat(both.exit()).as("of the first that is missing").isNotZero();
        assertThat(both.out()).as("the other is waited for").contains(id);
        assertThat(descent.run("wait", id, id, "-o", "yaml")
                        .assertExit(0)
                        .out()
                        .lines()
                        .filter("---"::equals))
                .as("between two documents")
                .hasSize(1);
    }

    @Test
    void inATerminalABarMovesAndIsGoneAtTheEnd() throws IOException {
        Typed.Result result = descent.inTerminal()
                .run("submit", file("spec.yaml", SPEC.formatted(40)), "--follow")
                .assertExit(0);
        assertThat(result.err()).contains("\r\u001b[K█", "100 %", "step 40/40");
        assertThat(result.err()).endsWith("\r\u001b[K");
        assertThat(result.out()).contains("\u001b[32msucceeded");
        Typed.Result plain =
                descent.inTerminal().with("NO_COLOR", "1").run("jobs").assertExit(0);
        assertThat(plain.out()).contains("succeeded").doesNotContain("\u001b");
    }

    @Test
    void theWayAJobEndsIsTheExitCode() {
        descent.piped(SPEC.formatted(200))
                .run(
                        "submit",
                        "-",
                        "--follow",
                        "--set",
                        "dataset=diabetes",
                        "--set",
                        "objective=regression",
                        "--set",
                        "optimizer=sgd",
                        "--set",
                        "learning_rate=100")
                .assertExit(1)
                .assertPrints("failed", "error", "diverged");

        String id = submitted(100_000_000);
        descent.run("pause", id).assertExit(0).assertPrints(id);
        descent.run("cancel", id, "job_nothing").assertExit(4).assertPrints(id).assertSays("job_nothing");
        descent.run("logs", id, "--follow").assertExit(3).assertPrints("cancelled");
        descent.run("wait", id).assertExit(3);
        descent.run("resume", id).assertExit(1).assertSays("cancelled");
    }

    @Test
    void logsAreTheEventsAsLinesOrAsJson() {
        String id = submitted(20);
        List<String> followed =
                descent.run("logs", id, "--follow").assertExit(0).lines();
        List<String> listed = descent.run("logs", id).assertExit(0).lines();
        assertThat(followed).isEqualTo(listed);
        assertThat(listed.get(0)).endsWith(" queued");
        assertThat(listed).anyMatch(line -> line.contains("step 20  epoch ") && line.contains("  train_loss "));
        List<JsonNode> json = descent.run("logs", id, "-o", "json", "--after", "3").lines().stream()
                .map(Json::read)
                .toList();
        assertThat(json).hasSize(listed.size() - 3);
        assertThat(json.get(0).get("seq").asLong()).isEqualTo(4);
        assertThat(json.get(json.size() - 1).at("/data/state").asString()).isEqualTo("succeeded");
    }

    @Test
    void listsAreFilteredAndNewestFirst() {
        String first = submitted(1, "--set", "labels.team=cli list");
        String second = submitted(1, "--set", "labels.team=cli list");
        submitted(1);
        descent.run("wait", first, second).assertExit(0);
        assertThat(descent.run("jobs", "--label", "team:cli list", "-o", "id").lines())
                .containsExactly(second, first);
        assertThat(descent.run("jobs", "--label", "team:cli list", "--limit", "1", "-o", "id")
                        .lines())
                .containsExactly(second);
        descent.run("jobs", "--label", "team:nobody").assertExit(0).assertSays("No jobs.");
        descent.run("jobs", "--state", "done").assertExit(1).assertSays("must be one of queued");
    }

    @Test
    void whatIsWrongWithASpecIsToldByTheLine() throws IOException {
        String spec = file("spec.yaml", """
                dataset: iris
                model: mlp
                objectve: classification
                optimizer:
                  type: lion
                  beta1: 0.9
                """);
        descent.run("submit", spec, "--set", "optimizer.beta2=1.5")
                .assertExit(1)
                .assertSays(
                        "The job spec breaks rules",
                        spec + ":3: /objectve: unknown field \"objectve\", did you mean \"objective\"?",
                        "--set optimizer.beta2=1.5: /optimizer/beta2: must be less than 1 but is 1.5",
                        spec + ": /objective: objective is required");
        descent.run("submit", folder.resolve("none.yaml").toString())
                .assertExit(2)
                .assertSays("no such file");
    }

    @Test
    void aDryRunTellsWhatAJobWouldTake() {
        int before = descent.run("jobs", "--limit", "0", "-o", "id").lines().size();
        descent.piped(SPEC.formatted("1e4"))
                .run("submit", "-", "--dry-run")
                .assertExit(0)
                .assertPrints("steps       10000", "parameters  67");
        descent.piped(SPEC.formatted(5))
                .run("submit", "-", "--dry-run", "--follow")
                .assertExit(2);
        assertThat(descent.run("jobs", "--limit", "0", "-o", "id").lines()).hasSize(before);
    }

    @Test
    void dataSetsAreUploadedAndShown() throws IOException {
        StringBuilder rows = new StringBuilder("price,rooms,city\n");
        for (int i = 0; i < 20; i++) {
            rows.append(100 + i).append(',').append(i % 4).append(i % 2 == 0 ? ",Graz\n" : ",Bern\n");
        }
        String csv = file("cli \"houses\".csv", rows.toString());
        String schema = file("schema.yaml", "types: {rooms: categorical}\n");
        descent.run("datasets", "add", csv, "--schema", schema, "--target", "price")
                .assertExit(0)
                .assertPrints("cli -houses-  20 rows, 2 features, regression of price");
        descent.run("datasets", "add", csv).assertExit(1).assertSays("cli -houses-");
        descent.run("datasets", "add", csv, "--name", "cli-other", "-o", "id")
                .assertExit(0)
                .assertPrints("ds_");
        descent.run("datasets", "show", "cli -houses-")
                .assertExit(0)
                .assertPrints("rooms    categorical", "Bern, Graz");
        assertThat(descent.run("datasets", "--limit", "2", "-o", "json")
                        .json()
                        .at("/data/0/name")
                        .asString())
                .isEqualTo("cli-other");
        descent.run("datasets").assertExit(0).assertPrints("NAME", "cli-other");
        descent.run("datasets", "add", folder.toString()).assertExit(2);
    }

    @Test
    void theCatalogueHasFamiliesTypesAndOptions() {
        descent.run("catalog").assertExit(0).assertPrints("optimizers", "schedules");
        descent.run("catalog", "optimizers").assertExit(0).assertPrints("lion", "Adam");
        descent.run("catalog", "optimizers", "lion").assertExit(0).assertPrints("arXiv:2302.06675", "beta1", "0.9");
        descent.run("catalog", "optimizers", "tiger").assertExit(4).assertSays("lion");
        descent.run("catalog", "optimisers").assertExit(4);
    }

    @Test
    void whoAndWhichVersionIsAnswered() {
        descent.run("whoami").assertExit(0).assertPrints("role", "project");
        descent.run("version").assertExit(0).assertPrints("descent ", "server Descent ");
    }
}
