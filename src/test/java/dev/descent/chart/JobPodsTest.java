package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A release whose jobs have pods of their own. */
class JobPodsTest {
    private static final int HIKARIS_OWN = 10;
    private static final Rendered RELEASE = Chart.rendered("pods");

    private static PodTemplateSpec template() {
        return Objects.requireNonNull(RELEASE.pods().get("ConfigMap demo-descent-pod-template"));
    }

    @Test
    void theApiAsksForPodsAndNobodyElseTrains() {
        assertThat(RELEASE.of(Deployment.class))
                .extracting(d -> d.getMetadata().getName())
                .containsExactly("demo-descent-api");
        PodTemplateSpec api =
                RELEASE.named(Deployment.class, "demo-descent-api").getSpec().getTemplate();
        Container container = api.getSpec().getContainers().get(0);
        assertThat(EnvironmentTest.value(container, "DESCENT_DISPATCH")).isEqualTo("kubernetes");
        assertThat(EnvironmentTest.value(container, "DESCENT_KUBERNETES_MAX_PODS"))
                .isEqualTo("7");
        assertThat(EnvironmentTest.value(container, "DESCENT_KUBERNETES_QUEUE")).isEqualTo("team-a");
        assertThat(api.getSpec().getAutomountServiceAccountToken()).isTrue();
        assertThat(container.getVolumeMounts())
                .filteredOn(mount -> mount.getName().equals("config"))
                .singleElement()
                .satisfies(mount -> assertThat(EnvironmentTest.value(container, "DESCENT_KUBERNETES_POD_TEMPLATE"))
                        .startsWith(mount.getMountPath()));
    }

    @Test
    void theTemplateOfPodsIsOneThatKubernetesKnowsAndAsSafeAsTheOthers() {
        PodTemplateSpec pod = template();
        assertThat(UnknownFields.of(pod)).isEmpty();
        assertThat(pod.getSpec().getNodeSelector()).containsEntry("pool", "training");
        assertThat(pod.getSpec().getTolerations()).hasSize(1);
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSpec().getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getName()).isEqualTo("worker");
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(EnvironmentTest.value(container, "DESCENT_DATA_DIR")).isEqualTo("/data");
        });
        assertThat(pod.getMetadata().getLabels())
                .containsAllEntriesOf(RELEASE
                        .named(Deployment.class, "demo-descent-api")
                        .getSpec()
                        .getSelector()
                        .getMatchLabels()
                        .entrySet()
                        .stream()
                        .filter(label -> !label.getKey().endsWith("component"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Test
    void theApiStartsAnewWhereTheTemplateChanges() {
        String given = "dispatch=kubernetes jobPods.nodeSelector.pool=";
        assertThat(checksum(given + "a")).isEqualTo(checksum(given + "a")).isNotEqualTo(checksum(given + "b"));
        assertThat(checksum("dispatch=local")).isEmpty();
    }

    private static String checksum(String values) {
        return new Rendered(Path.of("none"), Chart.parse(Chart.with(BucketTest.settings(values))))
                .named(Deployment.class, "demo-descent-api")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("checksum/pod-template", "");
    }

    @Test
    void asManyPodsAsThereMayBeLeaveTheDatabaseConnections() {
        Rendered release = Chart.rendered("s3pods");
        PodTemplateSpec pod = Objects.requireNonNull(release.pods().get("ConfigMap demo-descent-pod-template"));
        Deployment api = release.named(Deployment.class, "demo-descent-api");
        int pods = Integer.parseInt(EnvironmentTest.value(
                api.getSpec().getTemplate().getSpec().getContainers().get(0), "DESCENT_KUBERNETES_MAX_PODS"));
        int pool = Integer.parseInt(EnvironmentTest.value(
                pod.getSpec().getContainers().get(0), "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE"));

        // One more of each process waits for announcements; 3 of PostgreSQL's 100 are for superusers.
        assertThat(pods * (pool + 1) + api.getSpec().getReplicas() * (HIKARIS_OWN + 1))
                .isLessThanOrEqualTo(97 - HIKARIS_OWN);
    }

    @Test
    void itsAccountMayDoWhatThatTakesAndNoMore() {
        Role role = RELEASE.of(Role.class).findFirst().orElseThrow();
        assertThat(role.getRules())
                .flatExtracting(rule -> rule.getResources())
                .containsExactly("jobs", "pods", "events", "secrets");
        assertThat(role.getRules())
                .extracting(rule -> String.join(" ", rule.getVerbs()))
                .containsExactly("create get list delete", "list", "create get update delete");
        RoleBinding binding = RELEASE.of(RoleBinding.class).findFirst().orElseThrow();
        assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
        assertThat(binding.getSubjects().get(0).getName())
                .isEqualTo(RELEASE.named(Deployment.class, "demo-descent-api")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getServiceAccountName());
    }

    @Test
    void theAccountOfPodsIsAnotherWithoutRights() {
        String account = template().getSpec().getServiceAccountName();
        assertThat(RELEASE.has(ServiceAccount.class, account)).isTrue();
        assertThat(RELEASE.of(RoleBinding.class))
                .flatExtracting(RoleBinding::getSubjects)
                .extracting(Subject::getName)
                .isNotEmpty()
                .doesNotContain(account);
    }

    @Test
    void otherReleasesAskTheClusterForNothing() {
        Rendered plain = Chart.rendered("minimal");
        assertThat(plain.of(Role.class)).isEmpty();
        assertThat(plain.pods().values())
                .allMatch(pod -> Boolean.FALSE.equals(pod.getSpec().getAutomountServiceAccountToken()));
    }
}
