package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {
    /** What KEDA's documentation lists; there is no model of its objects. */
    private static final Map<String, Set<String>> KEDA = Map.of(
            "ScaledObject",
            Set.of(
                    "scaleTargetRef",
                    "pollingInterval",
                    "cooldownPeriod",
                    "initialCooldownPeriod",
                    "idleReplicaCount",
                    "minReplicaCount",
                    "maxReplicaCount",
                    "fallback",
                    "advanced",
                    "triggers"),
            "TriggerAuthentication",
            Set.of("podIdentity", "secretTargetRef", "env", "hashiCorpVault"));

    @Test
    void helmFindsNothingToSayAboutIt() {
        LintResult result = new Helm(Chart.DIRECTORY).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void everyFieldIsOneThatKubernetesKnows(Rendered release) {
        assertThat(release.objects()).isNotEmpty();
        for (HasMetadata object : release.objects()) {
            if (object instanceof GenericKubernetesResource resource) {
                Map<String, Object> spec = resource.get("spec");
                assertThat(resource.getApiVersion()).isEqualTo("keda.sh/v1alpha1");
                assertThat(resource.getAdditionalProperties()).containsOnlyKeys("spec");
                assertThat(KEDA.getOrDefault(object.getKind(), Set.of()).toArray())
                        .as(Rendered.id(object))
                        .contains(spec.keySet().toArray());
            } else {
                assertThat(UnknownFields.of(object)).as(Rendered.id(object)).isEmpty();
            }
        }
    }

    @Test
    void aFieldThatIsMisspeltIsFound() {
        assertThat(UnknownFields.of(Chart.MODELS.unmarshal("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: x}
                        spec: {template: {spec: {containers: [{name: c, livenessProb: {periodSeconds: 1}}]}}}
                        """)))
                .containsExactly("/Spec/Template/Spec/Containers/0/livenessProb is unknown");
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void allObjectsBelongToTheReleaseAndHaveNamesOfTheirOwn(Rendered release) {
        assertThat(release.objects())
                .extracting(Rendered::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() < 64 + 30);
        assertThat(release.objects())
                .allSatisfy(object -> assertThat(object.getMetadata().getLabels())
                        .containsEntry("app.kubernetes.io/instance", Chart.RELEASE)
                        .containsKeys("app.kubernetes.io/name", "helm.sh/chart"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    api.replicas             | 0       | /api/replicas
                    api.replica              | 2       | replica
                    api.replicas             | many    | /api/replicas
                    database.sslMode         | always  | /database/sslMode
                    database.port            | 70000   | /database/port
                    auth.oidc.issuer         | id.org  | /auth/oidc/issuer
                    jobMemoryLimit           | 2Gi     | /jobMemoryLimit
                    persistence.accessModes  | {Once}  | /persistence/accessModes
                    settings.DESCENT_LEASE   | 20s     | DESCENT_LEASE
                    workerPools[0].name      | cpu     | replicas
                    """)
    void wrongValuesAreRefusedByThePlaceWhereTheyStand(String name, String value, String place) {
        assertThatThrownBy(() -> Chart.with(
                        Map.of("database.host", "db", "database.existingSecret", "secret", name, (Object) value)))
                .hasMessageContaining(place);
    }

    @ParameterizedTest
    @CsvSource({
        "database.existingSecret, database.host is required",
        "database.host, database.existingSecret is required"
    })
    void whatIsMissingIsAskedFor(String given, String message) {
        assertThatThrownBy(() -> Chart.with(Map.of(given, "x"))).hasMessageContaining(message);
    }

    @Test
    void poolsOfOneNameAreRefused() {
        Map<String, Object> values = new TreeMap<>(Map.of("database.host", "db", "database.existingSecret", "secret"));
        for (String pool : List.of("workerPools[0].", "workerPools[1].")) {
            values.putAll(Map.of(
                    pool + "name", "same",
                    pool + "replicas", 1,
                    pool + "jobs", 1,
                    pool + "resources.requests.memory", "4Gi",
                    pool + "resources.limits.memory", "4Gi"));
        }

        assertThatThrownBy(() -> Chart.with(values)).hasMessageContaining("two pools called same");
    }
}
