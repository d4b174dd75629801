package dev.descent.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Renders the chart as Helm does. */
final class Chart {
    static final Path DIRECTORY = Path.of("helm");
    static final String RELEASE = "demo";
    static final String NAMESPACE = "training";

    /** Helm cannot ask a cluster here; the oldest that the chart is for. */
    static final String KUBERNETES = "1.26.0";

    /** The key of annotations that stand in for those of hooks. */
    static final String HOOK = "test/hook";

    static final KubernetesSerialization MODELS = new KubernetesSerialization();

    private static final Path WITHOUT_HOOKS = withoutHooks();
    private static final Path VALUES = Path.of("src", "test", "resources", "chart");
    private static final Map<Path, Rendered> DONE = new TreeMap<>();

    private Chart() {}

    /** Files of values, each of which another cluster might use. */
    static List<Path> values() {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All releases that the files of values make. */
    static Stream<Rendered> all() {
        return values().stream().map(Chart::rendered);
    }

    static Rendered rendered(String name) {
        return rendered(VALUES.resolve(name + ".yaml"));
    }

    private static synchronized Rendered rendered(Path file) {
        return DONE.computeIfAbsent(
                file, f -> new Rendered(f, parse(command().withValuesFile(f).call())));
    }

    /** What Helm makes of the smallest values and these. */
    static String with(Map<String, Object> values) {
        TemplateCommand command = command();
        values.forEach(command::set);
        return command.call();
    }

    static TemplateCommand command() {
        return new Helm(WITHOUT_HOOKS)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES);
    }

    /** A copy of this process's own whose hooks are objects like others: the library leaves hooks out. */
    private static Path withoutHooks() {
        Path copy =
                Path.of("target", "chart", Long.toString(ProcessHandle.current().pid()));
        try {
            FileSystemUtils.deleteRecursively(copy);
            FileSystemUtils.copyRecursively(DIRECTORY, copy);
            Path migration = copy.resolve("templates").resolve("migration.yaml");
            Files.writeString(migration, Files.readString(migration).replace("helm.sh/hook", HOOK));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<HasMetadata> parse(String yaml) {
        return Stream.of(yaml.split("(?m)^---$"))
                .filter(document -> document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
                .map(document -> (HasMetadata) MODELS.unmarshal(document))
                .toList();
    }
}
