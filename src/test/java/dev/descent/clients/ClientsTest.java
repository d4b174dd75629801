package dev.descent.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.descent.api.ApiTest;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that was made of the document does in each language what its recipe shows: it uploads, submits jobs with nested
 * options, follows one, waits, pages through a list, downloads weights, and reads an error. Every tour also asks what a job would take.
 */
class ClientsTest extends ApiTest {
    private static final Path RECIPES = Path.of("docs", "recipes").toAbsolutePath();
    private static final Path PINNED = Path.of("src", "test", "clients").toAbsolutePath();
    private static final boolean WINDOWS = File.separatorChar == '\\';

    @Test
    void aPythonClientDoesWhatItsRecipeShows() throws Exception {
        assumeTrue(
                Command.succeeds("python3", "-c", "import sys, venv, ensurepip; assert sys.version_info >= (3, 10)"),
                "skipped: there is no python3, 3.10 or newer, with venv");
        Path requirements = PINNED.resolve("requirements.txt");
        Path environment = Kept.folder(Generator.FOLDER.resolve("python"), List.of(requirements), folder -> {
            Command.run(folder, Map.of(), List.of("python3", "-m", "venv", "."));
            Command.run(
                    folder,
                    Map.of(),
                    List.of(
                            python(folder),
                            "-m",
                            "pip",
                            "install",
                            "--quiet",
                            "--requirement",
                            requirements.toString()));
        });
        Path client = Generator.generated().resolve("python");

        tour(
                environment,
                Map.of("PYTHONPATH", client.toString()),
                python(environment),
                RECIPES.resolve("recipe.py").toString());
    }

    private static String python(Path environment) {
        return environment
                .resolve(WINDOWS ? "Scripts/python.exe" : "bin/python")
                .toString();
    }

    @Test
    void aTypeScriptClientDoesWhatItsRecipeShows() throws Exception {
        assumeTrue(
                Command.succeeds("node", "-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)")
                        && Command.succeeds("npm", "--version"),
                "skipped: there is no node, 20 or newer, with npm");
        List<Path> from = new ArrayList<>(Generator.sources());
        from.addAll(List.of(PINNED.resolve("package.json"), PINNED.resolve("package-lock.json")));
        Path program = Kept.folder(Generator.FOLDER.resolve("typescript"), from, folder -> {
            for (Path file : from.subList(from.size() - 2, from.size())) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
            Command.run(folder, Map.of(), List.of("npm", "ci", "--silent", "--no-audit", "--no-fund"));
            compile(
                    folder,
                    "--project",
                    Generator.generated().resolve("typescript").toString(),
                    "--outDir",
                    folder.resolve("node_modules/descent-client").toString());
        });
        Files.writeString(program.resolve("recipe.ts"), Files.readString(RECIPES.resolve("recipe.ts")));
        compile(program, "--strict", "--target", "es2022", "--module", "commonjs", "--skipLibCheck", "recipe.ts");

        tour(program, Map.of(), "node", "recipe.js");
    }

    private static void compile(Path folder, String... arguments) {
        Command.run(
                folder,
                Map.of(),
                Stream.concat(Stream.of("node", "node_modules/typescript/bin/tsc"), Stream.of(arguments))
                        .toList());
    }

    @Test
    void aJavaClientDoesWhatItsRecipeShows() throws Exception {
        String libraries = Generator.FOLDER.resolve("java-libraries") + File.separator + "*" + File.pathSeparator
                + System.getProperty("java.class.path");
        Path classes = Kept.folder(Generator.FOLDER.resolve("java"), Generator.sources(), folder -> {
            Path sources = Generator.generated().resolve("java/src/main/java");
            List<String> command = new ArrayList<>(
                    List.of(jdk("javac"), "-nowarn", "-proc:none", "-d", folder.toString(), "-cp", libraries));
            try (Stream<Path> files = Files.walk(sources)) {
                files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
            }
            Command.run(folder, Map.of(), command);
        });

        tour(
                classes,
                Map.of(),
                jdk("java"),
                "-cp",
                classes + File.pathSeparator + libraries,
                RECIPES.resolve("Recipe.java").toString());
    }

    private static String jdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program) + (WINDOWS ? ".exe" : "");
    }

    /** Runs a recipe through connections of which two are cut, and compares what it says with what the server knows. */
    private void tour(Path folder, Map<String, String> environment, String... command) throws Exception {
        Tour tour;
        try (CuttingProxy proxy = new CuttingProxy(port)) {
            tour = Tour.of(Command.run(
                    folder,
                    environment,
                    Stream.concat(Stream.of(command), Stream.of(proxy.url())).toList()));
            assertThat(proxy.cut()).containsExactly("upload", "stream");
        }
        String dataset = tour.only("uploaded").get(0);
        assertThat(get("/v1/datasets/" + dataset).get("target").asString()).isEqualTo("side");
        assertThat(tour.only("uploaded").get(1)).isEqualTo("200");

        List<String> submitted =
                tour.all("submitted").stream().map(words -> words.get(0)).toList();
        assertThat(submitted).hasSize(3);
        JsonNode job = get("/v1/jobs/" + submitted.get(2));
        JsonNode spec = job.get("effective_spec");
        assertThat(spec.at("/optimizer/type").asString()).isEqualTo("lion");
        assertThat(spec.at("/optimizer/beta1").asDouble()).isEqualTo(0.95);
        assertThat(spec.at("/schedule/warmup_fraction").asDouble()).isEqualTo(0.1);
        assertThat(spec.at("/transforms/0/max_norm").asDouble()).isEqualTo(1.0);
        assertThat(spec.at("/model/hidden").toString()).isEqualTo("[16,8]");

        JsonNode model = get("/v1/models/" + job.get("model").asString());
        assertThat(tour.only("estimated"))
                .containsExactly(
                        model.get("parameters").toString(),
                        job.at("/progress/total_steps").toString());

        int events = get("/v1/jobs/" + submitted.get(2) + "/events").get("data").size();
        assertThat(tour.only("followed"))
                .isEqualTo(LongStream.rangeClosed(1, events)
                        .mapToObj(Long::toString)
                        .toList());
        assertThat(tour.only("waited").get(0)).isEqualTo("succeeded");
        List<String> newestFirst = new ArrayList<>(submitted);
        Collections.reverse(newestFirst);
        assertThat(tour.only("listed")).isEqualTo(newestFirst);

        JsonNode weights = model.get("files")
                .valueStream()
                .filter(file -> file.get("name").asString().equals("weights.safetensors"))
                .findFirst()
                .orElseThrow();
        assertThat(tour.only("downloaded"))
                .containsExactly(
                        job.get("model").asString(),
                        weights.get("size_bytes").toString(),
                        weights.get("digest").asString());
        assertThat(tour.only("refused")).containsExactly("invalid_spec", "/duration/steps", "/dataset");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return JsonMapper.shared()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
    }
}
