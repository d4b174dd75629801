package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Helm says after an installation. */
class NotesTest {
    private static String notes(Rendered release) {
        String output = new Helm(Chart.DIRECTORY)
                .install()
                .clientOnly()
                .dryRun()
                .withDryRunOption(DryRun.CLIENT)
                .withName(Chart.RELEASE)
                .withNamespace(Chart.NAMESPACE)
                .withKubeVersion(Chart.KUBERNETES)
                .withValuesFile(release.values())
                .call()
                .getOutput();
        return output.substring(output.indexOf("NOTES:"));
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void theFirstCommandsNameWhatIsThere(Rendered release) {
        String notes = notes(release);

        assertThat(release.has(Deployment.class, found(notes, "rollout status deployment/(\\S+)")))
                .isTrue();
        String secret = found(notes, "get secret (\\S+)");
        String key = found(notes, "index .data \"([^\"]+)\"");
        assertThat(
                        release.has(Secret.class, secret)
                                ? release.named(Secret.class, secret).getData().containsKey(key)
                                : secret.equals("operators") && key.equals("token"))
                .isTrue();
        assertThat(notes).contains("-n " + Chart.NAMESPACE).doesNotContain("<no value>", "%!");
        if (notes.contains("port-forward")) {
            assertThat(release.named(Service.class, found(notes, "port-forward service/(\\S+)"))
                            .getSpec()
                            .getPorts()
                            .get(0)
                            .getPort())
                    .hasToString(found(notes, "8080:(\\d+)"));
        }
    }

    @Test
    void anIngressIsTheWayWhereThereIsOne() {
        assertThat(notes(Chart.rendered("full")))
                .contains("DESCENT_URL=https://descent.example.org\n")
                .doesNotContain("port-forward")
                .contains("3 to 9 pods serve requests");
    }

    @Test
    void aTrialIsCalledOne() {
        assertThat(notes(Chart.rendered("trial"))).contains("FOR TRIALS", "must stand on one node");
        assertThat(notes(Chart.rendered("minimal"))).doesNotContain("FOR TRIALS", "must stand on one node");
    }

    @Test
    void whatAnUninstallationLeavesIsFoundByItsLabel() {
        Rendered release = Chart.rendered("pods");
        String instance = EnvironmentTest.value(
                release.named(Deployment.class, "demo-descent-api")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0),
                "DESCENT_KUBERNETES_INSTANCE");

        assertThat(notes(release)).contains("delete jobs,secrets -l descent.dev/instance=" + instance + "\n");
        assertThat(notes(Chart.rendered("minimal"))).doesNotContain("descent.dev/instance");
    }

    @Test
    void whoMustBeLetIntoTheBucketIsNamed() {
        assertThat(notes(Chart.rendered("s3")))
                .contains(
                        "the bucket files at http://minio.storage:9000. Who logs in there by the keys of the Secret bucket-login must");
        assertThat(notes(Chart.rendered("s3pods")))
                .contains("as the service accounts demo-descent and demo-descent-job-pods or");
        assertThat(notes(Chart.rendered("minimal"))).doesNotContain("bucket");
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
