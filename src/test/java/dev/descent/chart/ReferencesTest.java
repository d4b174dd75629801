package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What names something else in the release names what is there. */
class ReferencesTest {
    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void everyDeploymentSelectsItsOwnPodsAlone(Rendered release) {
        release.of(Deployment.class)
                .forEach(d -> assertThat(
                                release.selected(d.getSpec().getSelector().getMatchLabels()))
                        .containsExactly(d.getSpec().getTemplate()));
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void everyServiceReachesPodsThatListen(Rendered release) {
        release.of(Service.class).forEach(service -> {
            List<PodTemplateSpec> pods = release.selected(service.getSpec().getSelector());
            assertThat(pods).as(Rendered.id(service)).isNotEmpty();
            for (ServicePort port : service.getSpec().getPorts()) {
                assertThat(pods)
                        .as(Rendered.id(service))
                        .allSatisfy(pod -> assertThat(ports(pod))
                                .contains(port.getTargetPort().getStrVal()));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void theServiceOfRequestsReachesTheApiAlone(Rendered release) {
        Service service = release.of(Service.class)
                .filter(s -> !s.getMetadata().getName().matches(".*-(metrics|postgresql)"))
                .findFirst()
                .orElseThrow();

        assertThat(release.selected(service.getSpec().getSelector()))
                .singleElement()
                .satisfies(pod -> assertThat(EnvironmentTest.value(
                                pod.getSpec().getContainers().get(0), "DESCENT_ROLE"))
                        .isEqualTo("api"));
        release.of(Ingress.class)
                .forEach(ingress -> ingress.getSpec()
                        .getRules()
                        .forEach(rule -> rule.getHttp().getPaths().forEach(path -> {
                            assertThat(path.getBackend().getService().getName())
                                    .isEqualTo(service.getMetadata().getName());
                            assertThat(service.getSpec().getPorts())
                                    .extracting(ServicePort::getName)
                                    .contains(path.getBackend()
                                            .getService()
                                            .getPort()
                                            .getName());
                        })));
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void whatScalesOrGuardsPodsFindsThem(Rendered release) {
        release.of(HorizontalPodAutoscaler.class).forEach(scaler -> {
            Deployment scaled = release.named(
                    Deployment.class, scaler.getSpec().getScaleTargetRef().getName());
            assertThat(scaled.getSpec().getReplicas()).isNull();
        });
        release.of(GenericKubernetesResource.class)
                .filter(object -> object.getKind().equals("ScaledObject"))
                .forEach(object -> {
                    Deployment scaled =
                            release.named(Deployment.class, object.<String>get("spec", "scaleTargetRef", "name"));
                    assertThat(scaled.getSpec().getReplicas()).isNull();
                });
        release.of(PodDisruptionBudget.class)
                .forEach(budget -> assertThat(
                                release.selected(budget.getSpec().getSelector().getMatchLabels()))
                        .hasSize(1));
        release.of(NetworkPolicy.class)
                .forEach(policy -> assertThat(release.selected(
                                policy.getSpec().getPodSelector().getMatchLabels()))
                        .isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void claimsAndAccountsAreMadeOrGiven(Rendered release) {
        release.pods().forEach((name, pod) -> {
            for (Volume volume : pod.getSpec().getVolumes()) {
                if (volume.getPersistentVolumeClaim() != null) {
                    String claim = volume.getPersistentVolumeClaim().getClaimName();
                    assertThat(release.has(PersistentVolumeClaim.class, claim) || claim.equals("shared"))
                            .isTrue();
                }
            }
            String account = pod.getSpec().getServiceAccountName();
            assertThat(account == null
                            || Set.of("default", "trainer").contains(account)
                            || release.has(ServiceAccount.class, account))
                    .as("%s runs as %s", name, account)
                    .isTrue();
        });
    }

    @Test
    void prometheusFindsTheProcessesAndShowsAKey() {
        Rendered release = Chart.rendered("full");
        ServiceMonitor monitor = release.of(ServiceMonitor.class).findFirst().orElseThrow();

        List<Service> services = release.of(Service.class)
                .filter(s -> s.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(
                                monitor.getSpec().getSelector().getMatchLabels().entrySet()))
                .toList();

        assertThat(services)
                .singleElement()
                .satisfies(
                        service -> assertThat(release.selected(service.getSpec().getSelector()))
                                .hasSize(2));
        assertThat(monitor.getSpec().getEndpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(
                                endpoint.getAuthorization().getCredentials().getName())
                        .isEqualTo("scraper"));
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void aHookThatComesBeforeAllElseNeedsNothingOfTheRelease(Rendered release) {
        release.of(Job.class).forEach(job -> {
            assertThat(job.getMetadata().getAnnotations()).containsEntry(Chart.HOOK, "pre-install,pre-upgrade");
            assertThat(job.getSpec().getTemplate().getSpec().getVolumes())
                    .allMatch(volume ->
                            volume.getEmptyDir() != null || volume.getName().equals(DatabaseCaTest.VOLUME));
            assertThat(job.getSpec().getTemplate().getSpec().getServiceAccountName())
                    .isIn("default", "trainer");
            assertThat(job.getSpec().getTemplate().getSpec().getContainers())
                    .flatExtracting(SecretsTest::references)
                    .isNotEmpty()
                    .allMatch(reference -> !SecretsTest.made(release).containsKey(reference.name()));
        });
        boolean ownDatabase = release.values().toString().matches(".*(trial|keda).yaml");
        assertThat(release.of(Job.class).toList()).hasSize(ownDatabase ? 0 : 1);
    }

    private static List<String> ports(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().stream()
                .map(Container::getPorts)
                .flatMap(List::stream)
                .map(ContainerPort::getName)
                .toList();
    }
}
