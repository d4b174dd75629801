package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.SocketFactoryFactory;

/** Whose signature the pods ask of the database's certificate. */
class DatabaseCaTest {
    static final String VOLUME = "database-ca";

    private static Properties connection(Container container) {
        return Objects.requireNonNull(
                Driver.parseURL(EnvironmentTest.value(container, "SPRING_DATASOURCE_URL"), new Properties()));
    }

    private static Map<String, PodTemplateSpec> pods(Rendered release) {
        Map<String, PodTemplateSpec> pods = release.pods();
        pods.keySet().removeIf(name -> name.startsWith("StatefulSet "));
        return pods;
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void everyPodThatChecksItReadsTheCertificatesWhereTheyAreMounted(Rendered release) {
        pods(release).forEach((name, pod) -> {
            Container container = pod.getSpec().getContainers().get(0);
            String file = PGProperty.SSL_ROOT_CERT.getOrDefault(connection(container));
            assertThat(container.getVolumeMounts())
                    .as(name)
                    .filteredOn(mount -> mount.getName().equals(VOLUME))
                    .hasSize(file == null ? 0 : 1)
                    .allMatch(mount -> file != null && file.startsWith(mount.getMountPath() + "/"))
                    .allMatch(VolumeMount::getReadOnly);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "full, Secret pg-ca, /database-ca/root.pem",
        "s3pods, ConfigMap pg-ca, /database-ca/ca.crt",
    })
    void theyAreASecretOrAConfigMap(String values, String source, String file) {
        assertThat(pods(Chart.rendered(values))).hasSize(3).allSatisfy((name, pod) -> {
            Container container = pod.getSpec().getContainers().get(0);
            assertThat(PGProperty.SSL_ROOT_CERT.getOrDefault(connection(container)))
                    .isEqualTo(file);
            assertThat(pod.getSpec().getVolumes())
                    .filteredOn(volume -> volume.getName().equals(VOLUME))
                    .singleElement()
                    .satisfies(volume -> assertThat(source(volume)).isEqualTo(source));
        });
    }

    private static String source(Volume volume) {
        return volume.getSecret() == null
                ? "ConfigMap " + volume.getConfigMap().getName()
                : "Secret " + volume.getSecret().getSecretName();
    }

    @Test
    void orThoseWhomJavaTrusts() throws Exception {
        Rendered release = new Rendered(
                Path.of("none"),
                Chart.parse(Chart.with(BucketTest.settings("database.sslMode=verify-full database.ca.public=true"))));
        for (PodTemplateSpec pod : pods(release).values()) {
            Properties connection = connection(pod.getSpec().getContainers().get(0));
            assertThat(PGProperty.SSL_MODE.getOrDefault(connection)).isEqualTo("verify-full");
            assertThat(PGProperty.SSL_ROOT_CERT.getOrDefault(connection)).isNull();
            assertThat(SocketFactoryFactory.getSslSocketFactory(connection))
                    .isInstanceOf(org.postgresql.ssl.DefaultJavaSSLFactory.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    database.sslMode=verify-full                                            | nothing says by what
                    database.sslMode=verify-ca                                              | nothing says by what
                    database.ca.secret=pg-ca                                                | sslMode=prefer checks no certificate
                    database.sslMode=require database.ca.public=true                        | sslMode=require checks no certificate
                    database.sslMode=verify-ca database.ca.secret=a database.ca.configMap=b | more than one
                    database.sslMode=verify-ca database.ca.secret=a database.ca.key=../x    | /database/ca/key
                    database.sslMode=require trialPostgresql.enabled=true                   | the one of trialPostgresql does not
                    """)
    void whatCouldNotBeCheckedIsRefused(String values, String message) {
        assertThatThrownBy(() -> Chart.with(BucketTest.settings(values))).hasMessageContaining(message);
    }
}
