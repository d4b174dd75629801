package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretsTest {
    /** A key in a Secret that a container reads. */
    record Reference(String name, String key) {}

    /** What the files of values name, and whoever installs must have made. */
    private static final Set<Reference> GIVEN = Set.of(
            new Reference("descent-database", "username"),
            new Reference("descent-database", "password"),
            new Reference("pg", "user"),
            new Reference("pg", "pass"),
            new Reference("operators", "token"),
            new Reference("scraper", "token"),
            new Reference("bucket-login", "id"),
            new Reference("bucket-login", "secret"));

    static List<Reference> references(Container container) {
        return container.getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null)
                .map(variable -> variable.getValueFrom().getSecretKeyRef())
                .map(reference -> new Reference(reference.getName(), reference.getKey()))
                .toList();
    }

    /** The Secrets of the release itself. */
    static Map<String, Secret> made(Rendered release) {
        Map<String, Secret> secrets = new TreeMap<>();
        release.of(Secret.class)
                .forEach(secret -> secrets.put(secret.getMetadata().getName(), secret));
        return secrets;
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void everySecretIsMadeOrGiven(Rendered release) {
        Map<String, Secret> made = made(release);
        List<Reference> read = new ArrayList<>();
        release.pods().values().forEach(pod -> pod.getSpec().getContainers().forEach(c -> read.addAll(references(c))));

        assertThat(read).isNotEmpty().allSatisfy(reference -> {
            Secret secret = made.get(reference.name());
            assertThat(
                            secret == null
                                    ? GIVEN.contains(reference)
                                    : secret.getData().containsKey(reference.key()))
                    .as("%s", reference)
                    .isTrue();
        });
    }

    @Test
    void aKeyThatTheChartMakesIsLongEnoughAndNeverTheSame() {
        String key = operatorKey(Chart.rendered("minimal"));

        assertThat(key.length()).isGreaterThanOrEqualTo(32);
        assertThat(key).isNotEqualTo(operatorKey(Chart.rendered("trial")));
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void onlyTheApiKnowsTheOperatorsKey(Rendered release) {
        release.pods()
                .forEach((name, pod) -> assertThat(pod.getSpec().getContainers().get(0).getEnv().stream()
                                .anyMatch(variable -> variable.getName().equals("DESCENT_OPERATOR_KEY")))
                        .as(name)
                        .isEqualTo(name.endsWith("-api")));
    }

    private static String operatorKey(Rendered release) {
        String encoded =
                release.named(Secret.class, "demo-descent-operator").getData().get("operator-key");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }
}
