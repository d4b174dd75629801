package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PodsTest {
    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void everyPodIsConfined(Rendered release) {
        for (PodTemplateSpec pod : release.pods().values()) {
            PodSpec spec = pod.getSpec();
            boolean asksForPods = spec.getContainers().get(0).getEnv().stream()
                    .anyMatch(variable -> variable.getName().equals("DESCENT_DISPATCH"));
            assertThat(spec.getAutomountServiceAccountToken()).isEqualTo(asksForPods);
            assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(spec.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            for (Container container : spec.getContainers()) {
                SecurityContext security = container.getSecurityContext();
                assertThat(security.getReadOnlyRootFilesystem()).isTrue();
                assertThat(security.getAllowPrivilegeEscalation()).isFalse();
                assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
                // What writes to /tmp has somewhere to write to.
                assertThat(container.getVolumeMounts())
                        .extracting(VolumeMount::getMountPath)
                        .contains("/tmp");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void everyContainerSaysWhatItNeedsAndThoseThatStayHaveProbes(Rendered release) {
        release.pods().forEach((name, pod) -> {
            for (Container container : pod.getSpec().getContainers()) {
                assertThat(container.getResources().getRequests()).as(name).containsKeys("cpu", "memory");
                assertThat(container.getResources().getLimits()).as(name).containsKey("memory");
                if (!name.startsWith("Job ")) {
                    assertThat(container.getStartupProbe().getFailureThreshold()
                                    * container.getStartupProbe().getPeriodSeconds())
                            .as(name)
                            .isGreaterThanOrEqualTo(120);
                    assertThat(container.getLivenessProbe()).as(name).isNotNull();
                    assertThat(container.getReadinessProbe()).as(name).isNotNull();
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void allThatAPodMountsIsThere(Rendered release) {
        release.pods().forEach((name, pod) -> {
            PodSpec spec = pod.getSpec();
            for (Container container : spec.getContainers()) {
                for (VolumeMount mount : container.getVolumeMounts()) {
                    boolean own =
                            spec.getVolumes().stream().anyMatch(v -> v.getName().equals(mount.getName()));
                    assertThat(own
                                    || name.startsWith("StatefulSet ")
                                            && mount.getName().equals("files"))
                            .as("%s mounts %s", name, mount.getName())
                            .isTrue();
                }
            }
        });
    }

    @Test
    void aGpuIsAskedForWhereThePoolHasOneAndNowhereElse() {
        Rendered release = Chart.rendered("gpu");

        assertThat(limits(release, "demo-descent-worker-gpu")).containsEntry("nvidia.com/gpu", "1");
        assertThat(limits(release, "demo-descent-worker-cpu")).doesNotContainKey("nvidia.com/gpu");
        PodSpec pod = release.named(Deployment.class, "demo-descent-worker-gpu")
                .getSpec()
                .getTemplate()
                .getSpec();
        assertThat(pod.getNodeSelector()).containsEntry("accelerator", "h100");
        assertThat(pod.getTolerations())
                .singleElement()
                .satisfies(t -> assertThat(t.getKey()).isEqualTo("nvidia.com/gpu"));
        assertThat(pod.getContainers().get(0).getImage()).isEqualTo("registry.example.org/descent:cuda");
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void aPodThatEndsHasTimeToHandItsJobsOver(Rendered release) {
        // application.yaml: 20 s for requests and 20 s for checkpoints, after 5 s in which new requests still come.
        release.pods().forEach((name, pod) -> {
            if (name.startsWith("Deployment ")) {
                assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isGreaterThan(45);
            }
        });
    }

    private static Map<String, String> limits(Rendered release, String deployment) {
        Map<String, String> limits = new TreeMap<>();
        release.named(Deployment.class, deployment)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getResources()
                .getLimits()
                .forEach((name, amount) -> limits.put(name, amount.toString()));
        return limits;
    }
}
