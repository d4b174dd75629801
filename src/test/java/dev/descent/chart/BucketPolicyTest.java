package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may reach the bucket. */
class BucketPolicyTest {
    private static final String POLICY = "demo-descent-bucket";

    private static List<NetworkPolicyEgressRule> rules(Rendered release) {
        return release.named(NetworkPolicy.class, POLICY).getSpec().getEgress();
    }

    private static List<Integer> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getIntVal()).toList();
    }

    private static boolean selects(LabelSelector selector, PodTemplateSpec pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        assertThat(selector.getMatchExpressions()).allMatch(e -> e.getOperator().equals("NotIn"));
        return labels.entrySet().containsAll(selector.getMatchLabels().entrySet())
                && selector.getMatchExpressions().stream()
                        .noneMatch(e -> e.getValues().contains(labels.get(e.getKey())));
    }

    @ParameterizedTest
    @CsvSource({
        "s3, Deployment demo-descent-api, Deployment demo-descent-worker-cpu",
        "s3pods, ConfigMap demo-descent-pod-template, Deployment demo-descent-api"
    })
    void whatHasFilesMayReachTheBucketAndTheMigrationMayNot(String values, String one, String other) {
        Rendered release = Chart.rendered(values);
        NetworkPolicy policy = release.named(NetworkPolicy.class, POLICY);

        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Egress");
        assertThat(release.pods().entrySet().stream()
                        .filter(pod -> selects(policy.getSpec().getPodSelector(), pod.getValue()))
                        .map(Map.Entry::getKey))
                .containsExactly(one, other);
    }

    @Test
    void keysOfASecretOpenTheBucketsOwnPeersAndPortAlone() {
        assertThat(rules(Chart.rendered("s3"))).singleElement().satisfies(rule -> {
            assertThat(ports(rule)).containsExactly(9000);
            assertThat(rule.getTo())
                    .singleElement()
                    .satisfies(peer -> assertThat(peer.getNamespaceSelector().getMatchLabels())
                            .containsEntry("kubernetes.io/metadata.name", "storage"));
        });
    }

    @Test
    void loginsOfPodsAndNodesAreFetchedWhereAwsHasThem() {
        List<NetworkPolicyEgressRule> rules = rules(Chart.rendered("s3pods"));

        assertThat(rules).hasSize(2);
        assertThat(ports(rules.get(0))).containsExactly(443);
        assertThat(rules.get(0).getTo()).isEmpty();
        assertThat(ports(rules.get(1))).containsExactly(80);
        assertThat(rules.get(1).getTo())
                .extracting(peer -> peer.getIpBlock().getCidr())
                .containsExactly("169.254.170.23/32", "169.254.169.254/32", "fd00:ec2::23/128", "fd00:ec2::254/128");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    s3.endpoint=http://minio                    | 80
                    s3.endpoint=https://minio                   | 443
                    s3.endpoint=https://minio:9443/s3           | 9443
                    s3.endpoint=http://[fd00::12]               | 80
                    s3.region=eu-central-1                      | 443
                    s3.endpoint=https://m networkPolicy.bucketPorts[0]=9000 | 9000
                    """)
    void thePortIsTheEndpoints(String values, int port) {
        String all = "storage=s3 s3.bucket=b s3.existingSecret=s " + values;
        Rendered release = new Rendered(Path.of("none"), Chart.parse(Chart.with(BucketTest.settings(all))));

        assertThat(rules(release))
                .singleElement()
                .satisfies(rule -> assertThat(ports(rule)).containsExactly(port));
    }
}
