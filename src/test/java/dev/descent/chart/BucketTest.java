package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.chart.SecretsTest.Reference;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** Releases whose files are in a bucket. */
class BucketTest {
    private static final String LOGIN = "AWS_";

    /** All pods that read and write files, and their only containers. */
    private static Map<String, PodTemplateSpec> pods(Rendered release) {
        Map<String, PodTemplateSpec> pods = new TreeMap<>(release.pods());
        pods.keySet().removeIf(name -> name.startsWith("Job ") || name.startsWith("StatefulSet "));
        return pods;
    }

    private static Container container(PodTemplateSpec pod) {
        return pod.getSpec().getContainers().get(0);
    }

    private static Map<String, String> told(PodTemplateSpec pod) {
        return container(pod).getEnv().stream()
                .filter(v -> v.getValue() != null && v.getName().matches("DESCENT_(STORAGE|S3_.*)"))
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    private static Volume data(PodTemplateSpec pod) {
        String name = container(pod).getVolumeMounts().stream()
                .filter(mount -> mount.getMountPath().equals(EnvironmentTest.value(container(pod), "DESCENT_DATA_DIR")))
                .findFirst()
                .orElseThrow()
                .getName();
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("dev.descent.chart.Chart#all")
    void podsShareAVolumeOrABucket(Rendered release) {
        boolean bucket = release.values().getFileName().toString().startsWith("s3");
        assertThat(pods(release)).hasSizeGreaterThan(1).allSatisfy((name, pod) -> {
            assertThat(told(pod).containsKey("DESCENT_S3_BUCKET")).isEqualTo(bucket);
            assertThat(data(pod).getPersistentVolumeClaim() == null).isEqualTo(bucket);
        });
        if (bucket) {
            assertThat(release.of(PersistentVolumeClaim.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "s3pods"})
    void aPodHasMoreRoomThanItsCopiesTake(String values) {
        assertThat(pods(Chart.rendered(values))).isNotEmpty().allSatisfy((name, pod) -> {
            EmptyDirVolumeSource directory = data(pod).getEmptyDir();
            long most = Quantity.getAmountInBytes(directory.getSizeLimit()).longValueExact();
            DataSize copies = DataSize.parse(Objects.requireNonNull(told(pod).get("DESCENT_S3_CACHE_SIZE")));
            assertThat(directory.getMedium()).isNull();
            assertThat(most).isGreaterThan(copies.toBytes());
        });
    }

    @Test
    void allThatFindsTheBucketIsToldAndTheKeysAreTheSecrets() {
        assertThat(pods(Chart.rendered("s3"))).hasSize(2).allSatisfy((name, pod) -> {
            assertThat(told(pod))
                    .isEqualTo(Map.of(
                            "DESCENT_STORAGE", "s3",
                            "DESCENT_S3_BUCKET", "files",
                            "DESCENT_S3_PREFIX", "team/descent",
                            "DESCENT_S3_ENDPOINT", "http://minio.storage:9000",
                            "DESCENT_S3_REGION", "eu-central-1",
                            "DESCENT_S3_PATH_STYLE", "true",
                            "DESCENT_S3_CACHE_SIZE", "5GB"));
            assertThat(SecretsTest.references(container(pod)))
                    .contains(new Reference("bucket-login", "id"), new Reference("bucket-login", "secret"));
        });
    }

    @Test
    void theMigrationIsToldNothingOfIt() {
        assertThat(Chart.rendered("s3").pods()).hasEntrySatisfying("Job demo-descent-migration", pod -> {
            assertThat(told(pod)).isEmpty();
            assertThat(container(pod).getEnv()).noneMatch(v -> v.getName().startsWith(LOGIN));
        });
    }

    @Test
    void withoutASecretEveryPodLogsInAsAnAccountThatTheBucketKnows() {
        Rendered release = Chart.rendered("s3pods");
        assertThat(pods(release)).hasSize(2).allSatisfy((name, pod) -> {
            assertThat(told(pod)).containsOnlyKeys("DESCENT_STORAGE", "DESCENT_S3_BUCKET", "DESCENT_S3_CACHE_SIZE");
            assertThat(container(pod).getEnv()).noneMatch(v -> v.getName().startsWith(LOGIN));
            assertThat(release.named(ServiceAccount.class, pod.getSpec().getServiceAccountName())
                            .getMetadata()
                            .getAnnotations())
                    .containsEntry("eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/descent");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    storage=s3                                                                  | s3.bucket is required
                    storage=s3 s3.bucket=b s3.existingSecret=s                                  | s3.region is required
                    storage=s3 s3.bucket=b s3.cacheSize=20Gi s3.directorySize=20Gi              | s3.directorySize=20Gi must be more
                    storage=s3 s3.bucket=b s3.cacheSize=1Ti s3.directorySize=999Gi              | s3.directorySize=999Gi must be more
                    storage=s3 s3.bucket=b persistence.existingClaim=c                          | persistence.existingClaim is set
                    s3.bucket=b                                                                 | set storage=s3
                    settings.descent\\.storage=s3                                                | settings has descent.storage
                    settings.descent\\.s3\\.bucket=b                                              | settings has descent.s3.bucket
                    storage=directory                                                           | /storage
                    storage=s3 s3.bucket=b s3.endpoint=minio:9000                               | /s3/endpoint
                    storage=s3 s3.bucket=b s3.prefix=/a                                         | /s3/prefix
                    storage=s3 s3.bucket=b s3.cacheSize=20GB                                    | /s3/cacheSize
                    storage=s3 s3.bucket=b s3.pathStyle=sometimes                               | /s3/pathStyle
                    """)
    void whatWouldFindNoBucketIsRefused(String values, String message) {
        assertThatThrownBy(() -> Chart.with(settings(values))).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "storage=s3 s3.bucket=b s3.existingSecret=s s3.region=eu-central-1",
                "storage=s3 s3.bucket=b s3.existingSecret=s s3.endpoint=https://minio",
                "storage=s3 s3.bucket=b s3.cacheSize=1023Gi s3.directorySize=1Ti"
            })
    void whatFindsItIsNot(String values) {
        assertThat(Chart.parse(Chart.with(settings(values)))).isNotEmpty();
    }

    /** Of the smallest values and these. */
    static Map<String, Object> settings(String values) {
        Map<String, Object> all = new TreeMap<>(Map.of("database.host", "db", "database.existingSecret", "secret"));
        for (String value : List.of(values.split(" "))) {
            String[] parts = value.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        return all;
    }
}
