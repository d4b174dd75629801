package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Names that read as something else in YAML, which the models of Kubernetes' objects would take nevertheless. */
class NamesTest {
    private static final Set<String> TEXTS =
            Set.of("name", "namespace", "key", "value", "serviceAccountName", "secretName", "claimName");
    private static final Set<String> MAPS = Set.of("labels", "matchLabels", "annotations");

    @TempDir
    private Path folder;

    private String rendered(String release, String values) throws IOException {
        Path file = Files.writeString(
                folder.resolve("values.yaml"),
                values + "\ndatabase: {host: db, existingSecret: '1', usernameKey: '2'}");
        return Chart.command()
                .withName(release)
                .withNamespace("7")
                .withValuesFile(file)
                .call();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dispatch: kubernetes\nmetrics: {serviceMonitor: {enabled: true}}\njobPods: {gpuResource: 'yes'}",
                "ingress: {enabled: true, host: h, tlsSecret: '3'}\npersistence: {existingClaim: '4'}",
                "auth: {operatorKey: {existingSecret: '5', key: '6'}}\nserviceAccount: {create: false, name: '8'}",
                "storage: s3\ns3: {bucket: '9', region: '1e3', existingSecret: '0', accessKeyIdKey: '1'}",
                "trialPostgresql: {enabled: true}\nimage: {pullSecrets: ['3']}"
            })
    void areNamesAllTheSame(String values) throws IOException {
        String names = "\nnameOverride: '12'\nfullnameOverride: 'on'";
        for (Object document : new Yaml().loadAll(rendered("2024", values + names))) {
            assertNames("", document);
        }
    }

    private static void assertNames(String path, Object node) {
        if (node instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> {
                String at = path + "/" + key;
                assertThat(key).as(at).isInstanceOf(String.class);
                if (TEXTS.contains(key) || MAPS.contains(path.substring(path.lastIndexOf('/') + 1))) {
                    assertThat(value).as(at).isInstanceOf(String.class);
                }
                assertNames(at, value);
            });
        } else if (node instanceof Collection<?> elements) {
            elements.forEach(element -> assertNames(path, element));
        }
    }

    @Test
    void aServiceWhoseNameBeginsWithADigitIsRefused() {
        assertThatThrownBy(() -> rendered("2024", ""))
                .hasMessageContaining("The Service would be called 2024-descent")
                .hasMessageContaining("fullnameOverride");
    }
}
