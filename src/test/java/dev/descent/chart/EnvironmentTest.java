package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import software.amazon.awssdk.core.SdkSystemSetting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the chart tells the processes is what they listen to. */
class EnvironmentTest {
    /** Read by the java command itself, and by AWS's client. */
    private static final Set<String> LIBRARIES = Set.of(
            "JDK_JAVA_OPTIONS",
            SdkSystemSetting.AWS_ACCESS_KEY_ID.environmentVariable(),
            SdkSystemSetting.AWS_SECRET_ACCESS_KEY.environmentVariable());

    static String value(Container container, String variable) {
        return container.getEnv().stream()
                .filter(v -> v.getName().equals(variable))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void everyVariableIsASettingAndIsSetOnce(Rendered release) throws IOException {
        Set<String> known = settings();
        release.pods().forEach((name, pod) -> {
            List<String> variables = pod.getSpec().getContainers().get(0).getEnv().stream()
                    .map(EnvVar::getName)
                    .toList();
            assertThat(variables).as(name).doesNotHaveDuplicates();
            if (!name.startsWith("StatefulSet ")) {
                assertThat(variables).as(name).allMatch(v -> LIBRARIES.contains(v) || known.contains(plain(v)));
            }
        });
    }

    @Test
    void settingsBecomeVariables() {
        Container api = Chart.rendered("full")
                .named(Deployment.class, "demo-trainer-api")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);

        assertThat(value(api, "DESCENT_LEASE")).isEqualTo("20s");
        assertThat(value(api, "DESCENT_WEBHOOKS_ALLOW_PRIVATE_ADDRESSES")).isEqualTo("true");
        assertThat(value(api, "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES"))
                .isEqualTo("descent,other");
        assertThat(value(api, "DESCENT_MAX_UPLOAD_SIZE")).isEqualTo("4000000000");
        assertThat(value(api, "SPRING_DATASOURCE_URL"))
                .isEqualTo("jdbc:postgresql://10.0.0.7:6432/training?reWriteBatchedInserts=true&sslmode=verify-full"
                        + "&sslrootcert=/database-ca/root.pem");
    }

    @Test
    void aWorkerHasAsManyConnectionsAsItsJobsNeed() {
        Container worker = Chart.rendered("keda")
                .named(Deployment.class, "demo-descent-worker-cpu")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);

        assertThat(value(worker, "DESCENT_WORKERS")).isEqualTo("2");
        assertThat(value(worker, "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE")).isEqualTo("4");
    }

    @Test
    void theDatabaseAnswersWhatKedaAsks() {
        GenericKubernetesResource scaled = Chart.rendered("keda")
                .of(GenericKubernetesResource.class)
                .filter(object -> object.getKind().equals("ScaledObject"))
                .findFirst()
                .orElseThrow();
        Map<String, String> question = scaled.get("spec", "triggers", 0, "metadata");

        assertThat(question).containsEntry("targetQueryValue", "2");
        assertThat(JdbcClient.create(TestDatabase.migrated().dataSource())
                        .sql(question.getOrDefault("query", ""))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** All that application.yaml and the libraries' own descriptions list. */
    private static Set<String> settings() throws IOException {
        Set<String> names = new TreeSet<>();
        new YamlPropertySourceLoader()
                .load("application", new ClassPathResource("application.yaml"))
                .forEach(source -> names.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames())));
        JsonMapper json = new JsonMapper();
        for (URL url : Collections.list(
                EnvironmentTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            for (JsonNode property : json.readTree(url.openStream()).path("properties")) {
                names.add(property.path("name").stringValue());
            }
        }
        // A map of names that nobody can list.
        names.add("logging.level.root");
        Set<String> plain = new TreeSet<>();
        names.forEach(name -> plain.add(plain(name)));
        return plain;
    }

    private static String plain(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }
}
