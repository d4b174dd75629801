package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings for all pods leave what the chart counts on as it is. */
class SettingsTest {
    private static final String METRICS = "demo-trainer-metrics";

    private static String with(String setting, String dispatch) {
        Map<String, Object> values = new TreeMap<>(BucketTest.settings("dispatch=" + dispatch));
        values.put("settings." + setting.replace(".", "\\."), 9000);
        return Chart.with(values);
    }

    @ParameterizedTest
    @CsvSource({
        "server.port, service.port",
        "server.address, listen on all addresses",
        "management.server.port, managementPort",
        "management.server.address, managementPort",
        "management.endpoints.web.base-path, probes",
        "server.servlet.context-path, probes",
        "descent.memory-limit, jobMemoryLimit",
        "descent.memorylimit, jobMemoryLimit",
        "descent.operator-key, auth.operatorKey.existingSecret",
        "descent.kubernetes.max-pods, jobPods.max",
        "spring.datasource.url, database"
    })
    void whatAnotherValueSaysIsRefusedWithItsName(String setting, String value) {
        assertThatThrownBy(() -> with(setting, "local"))
                .hasMessageContaining("settings has " + setting + ": ")
                .hasMessageContaining(value);
    }

    /** They are no longer the chart's then, and a variable that stands twice is refused by the cluster. */
    @ParameterizedTest
    @ValueSource(strings = {"spring.datasource.hikari.maximum-pool-size", "spring.datasource.hikari.minimum-idle"})
    void theSizeOfThePoolIsNot(String setting) {
        for (String dispatch : new String[] {"local", "kubernetes"}) {
            new Rendered(Path.of("none"), Chart.parse(with(setting, dispatch)))
                    .pods()
                    .forEach((name, pod) -> assertThat(
                                    pod.getSpec().getContainers().get(0).getEnv())
                            .as(name)
                            .extracting(EnvVar::getName)
                            .doesNotHaveDuplicates());
        }
    }

    @Test
    void whoWatchesFollowsHealthAndMetricsToTheirPort() {
        Rendered release = Chart.rendered("full");
        release.pods().forEach((name, pod) -> {
            if (!name.startsWith("Job ")) {
                Container container = pod.getSpec().getContainers().get(0);
                assertThat(container.getPorts())
                        .filteredOn(port -> port.getName().equals("management"))
                        .singleElement()
                        .satisfies(port -> assertThat(port.getContainerPort())
                                .hasToString(EnvironmentTest.value(container, "MANAGEMENT_SERVER_PORT")));
                assertThat(EnvironmentTest.value(container, "MANAGEMENT_SERVER_ADDRESS"))
                        .isEqualTo("0.0.0.0");
                assertThat(probed(container)).hasSize(3).containsOnly("management");
            }
        });
        assertThat(release.named(Service.class, METRICS).getSpec().getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getTargetPort().getStrVal()).isEqualTo("management"));
        assertThat(release.named(NetworkPolicy.class, "demo-trainer").getSpec().getIngress())
                .singleElement()
                .satisfies(rule ->
                        assertThat(rule.getPorts().get(0).getPort().getStrVal()).isEqualTo("management"));
    }

    @Test
    void otherwiseTheyAreBesideRequests() {
        assertThat(probed(
                        Objects.requireNonNull(Chart.rendered("minimal").pods().get("Deployment demo-descent-api"))
                                .getSpec()
                                .getContainers()
                                .get(0)))
                .hasSize(3)
                .containsOnly("http");
    }

    private static Stream<String> probed(Container container) {
        return Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .map(Probe::getHttpGet)
                .map(get -> get.getPort().getStrVal());
    }
}
