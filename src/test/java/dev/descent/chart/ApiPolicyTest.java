package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the API may reach. */
class ApiPolicyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    networkPolicy.webhooks=true                                                         | 443
                    networkPolicy.webhooks=false                                                        | ''
                    networkPolicy.webhooks=false auth.oidc.issuer=https://sso/realms/all                | 443
                    networkPolicy.webhooks=false auth.oidc.issuer=https://sso:8443/realms/all           | 8443
                    networkPolicy.webhooks=false auth.oidc.issuer=http://sso                            | 80
                    auth.oidc.issuer=http://sso:8080/realms/all                                         | 443 8080
                    auth.oidc.issuer=https://sso                                                        | 443
                    networkPolicy.webhooks=false dispatch=kubernetes                                    | 443 6443
                    networkPolicy.webhooks=false dispatch=kubernetes networkPolicy.kubernetesPorts[0]=16443 | 16443
                    """)
    void thePortsAreThoseOfWhatItAsks(String values, String ports) {
        Rendered release = new Rendered(Path.of("none"), Chart.parse(Chart.with(BucketTest.settings(values))));
        NetworkPolicy policy = release.named(NetworkPolicy.class, "demo-descent-api");

        assertThat(policy.getSpec().getPolicyTypes()).contains("Egress");
        assertThat(policy.getSpec().getEgress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> port.getPort().getIntVal()))
                .containsExactlyElementsOf(numbers(ports));
    }

    private static List<Integer> numbers(String text) {
        return text.isEmpty()
                ? List.of()
                : Stream.of(text.split(" ")).map(Integer::valueOf).toList();
    }
}
