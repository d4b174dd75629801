package dev.descent.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes the clients as the README's commands do, all at once, for which one start of the generator is enough. */
final class Generator {
    /** Where all lies that these tests make. */
    static final Path FOLDER = Path.of("target", "clients").toAbsolutePath();

    private static final Path JAR = FOLDER.resolve("openapi-generator-cli.jar");
    private static final Path DOCUMENT = Path.of("docs", "openapi.json").toAbsolutePath();
    private static final List<String> LANGUAGES = List.of("python", "typescript", "java");

    private Generator() {}

    /** What all clients follow from. */
    static List<Path> sources() {
        List<Path> sources = new ArrayList<>(List.of(JAR, DOCUMENT));
        LANGUAGES.forEach(language -> sources.add(configuration(language)));
        return sources;
    }

    /** The folder that has a client for each language. */
    static Path generated() {
        assertThat(JAR).as("copied by ./mvnw process-test-classes").exists();
        return Kept.folder(FOLDER.resolve("generated"), sources(), folder -> {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    JAR.toString(),
                    "batch",
                    "--fail-fast",
                    "--threads",
                    "2"));
            for (String language : LANGUAGES) {
                command.add(redirected(language, folder).toString());
            }
            Command.run(folder, Map.of(), command);
        });
    }

    /** The committed configuration, with another folder to write to, and without pages that nobody reads here. */
    private static Path redirected(String language, Path folder) throws IOException {
        JsonMapper json = JsonMapper.shared();
        ObjectNode configuration =
                (ObjectNode) json.readTree(configuration(language).toFile());
        configuration.put("inputSpec", DOCUMENT.toString());
        configuration.put("outputDir", folder.resolve(language).toString());
        configuration.withObject("globalProperties").put("apiDocs", "false").put("modelDocs", "false");
        return Files.writeString(folder.resolve(language + ".json"), configuration.toString());
    }

    private static Path configuration(String language) {
        return Path.of("docs", "clients", language + ".json").toAbsolutePath();
    }
}
