package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.api.ApiTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsPullTest extends ApiTest {
    private static final String SPEC =
            "{dataset: iris, model: {type: mlp, hidden: [300]}, objective: classification," + " duration: {steps: 2}}";

    @TempDir
    private Path folder;

    private Typed descent;
    private String job = "";

    @BeforeEach
    void train() {
        descent = Typed.at(url());
        job = descent.piped(SPEC)
                .run("submit", "-", "--follow", "-o", "id")
                .assertExit(0)
                .out()
                .strip();
    }

    @Test
    void filesOfAModelArriveWholeAndAreNotOverwritten() throws IOException {
        String to = folder.resolve("new/place").toString();
        List<String> printed =
                descent.run("models", "pull", job, "--dir", to).assertExit(0).lines();
        assertThat(printed).hasSize(3).contains(to + "/weights.safetensors", to + "/model.json", to + "/model.py");
        assertThat(listed(Path.of(to))).hasSize(3);
        Path script = Path.of(to, "model.py");
        String original = Files.readString(script);

        Files.writeString(script, "mine");
        Files.delete(Path.of(to, "model.json"));
        descent.run("models", "pull", job, "-d", to).assertExit(1).assertSays("model.py", "--force");
        assertThat(script).hasContent("mine");
        assertThat(listed(Path.of(to))).hasSize(2);
        descent.run("models", "pull", job, "model.py", "-d", to, "--force").assertExit(0);
        assertThat(script).hasContent(original);
        descent.run("models", "pull", job, "model.onnx", "-d", to).assertExit(4).assertSays("weights.safetensors");
    }

    @Test
    void aDownloadThatIsCutGoesOnWhereItStopped() throws IOException {
        String model = descent.run("job", job, "-o", "json").json().get("model").asString();
        descent.run("models", "show", model).assertExit(0).assertPrints("weights.safetensors", "sha256:");
        try (CuttingProxy proxy = new CuttingProxy(url(), 6000)) {
            // What another pull left, torn in the middle, is gone on with; it differs here, and is then fetched anew.
            Typed.at(proxy.url())
                    .run("models", "pull", model, "weights.safetensors", "-d", folder.toString())
                    .assertExit(0);
            assertThat(proxy.left()).isZero();
            assertThat(String.join("", proxy.sent())).contains("Range: bytes=");
        }
        assertThat(listed(folder)).containsExactly("weights.safetensors");
        descent.run("models", "pull", model, "weights.safetensors", "-d", folder.toString())
                .assertExit(0);
    }

    @Test
    void aJobWithoutAModelSaysWhy() {
        String waiting = descent.piped(SPEC)
                .run("submit", "-", "-o", "id", "--set", "duration.steps=100000000")
                .out()
                .strip();
        descent.run("models", "pull", waiting).assertExit(1).assertSays("has no model");
        descent.run("cancel", waiting).assertExit(0);
        descent.run("models", "pull", "model_nothing").assertExit(4);
        descent.run("wait", waiting).assertExit(3);
    }

    private static List<String> listed(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
