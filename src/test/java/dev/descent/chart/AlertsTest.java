package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Prometheus warns of. */
class AlertsTest {
    private static Map<String, Rule> alerts(String dispatch) {
        Rendered release = new Rendered(
                Path.of("none"),
                Chart.parse(Chart.with(BucketTest.settings("metrics.alerts.enabled=true dispatch=" + dispatch))));
        assertThat(release.of(PrometheusRule.class))
                .extracting(rule -> rule.getMetadata().getName())
                .containsExactlyInAnyOrder("demo-descent-descent", "demo-descent-descent-" + dispatch);
        return release.of(PrometheusRule.class)
                .flatMap(rule -> rule.getSpec().getGroups().stream())
                .flatMap(group -> group.getRules().stream())
                .collect(Collectors.toMap(Rule::getAlert, rule -> rule));
    }

    @Test
    void workersThatAreMissingOrIdleAreToldOfWhereThereAreWorkers() {
        Map<String, Rule> alerts = alerts("local");

        assertThat(alerts).containsKeys("DescentJobsWait", "DescentNoWorker", "DescentIdleWorker", "DescentDiskLow");
        assertThat(remedies(alerts)).anyMatch(remedy -> remedy.contains("--descent.role=worker"));
    }

    @Test
    void jobsThatWaitForTheClusterNeedNoWorkers() {
        Map<String, Rule> alerts = alerts("kubernetes");

        assertThat(alerts)
                .containsKeys("DescentJobsWait", "DescentDiskLow")
                .doesNotContainKeys("DescentNoWorker", "DescentIdleWorker");
        assertThat(remedies(alerts))
                .noneMatch(remedy -> remedy.contains("--descent.role=worker"))
                .anyMatch(remedy -> remedy.contains("state_reason"));
    }

    private static List<String> remedies(Map<String, Rule> alerts) {
        return alerts.values().stream()
                .map(rule -> rule.getAnnotations().get("remedy"))
                .toList();
    }
}
