package dev.descent.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class S3SettingsTest {
    private static S3Settings bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("descent.s3", S3Settings.class);
    }

    @Test
    void aBucketOfAwsNeedsItsNameAlone() {
        S3Settings settings = bind(Map.of("descent.s3.bucket", "b", "descent.s3.path-style", ""));
        assertThat(settings).isEqualTo(new S3Settings("b", "", "", "", null, DataSize.ofGigabytes(20)));
        assertThat(settings.isPathStyle()).isFalse();
        assertThat(settings.keyPrefix()).isEmpty();
        assertThat(settings.place()).isEqualTo("the bucket b");
    }

    @Test
    void atAnEndpointTheBucketIsInThePathUnlessItIsSaidNotToBe() {
        Map<String, String> settings =
                new HashMap<>(Map.of("descent.s3.bucket", "b", "descent.s3.endpoint", "https://s3.example.org"));
        assertThat(bind(settings).isPathStyle()).isTrue();
        settings.put("descent.s3.path-style", "false");
        assertThat(bind(settings).isPathStyle()).isFalse();
    }

    @Test
    void aPrefixEndsWithASlash() {
        assertThat(bind(Map.of("descent.s3.bucket", "b", "descent.s3.prefix", "team/descent"))
                        .keyPrefix())
                .isEqualTo("team/descent/");
        assertThat(bind(Map.of("descent.s3.bucket", "b", "descent.s3.prefix", "team/"))
                        .keyPrefix())
                .isEqualTo("team/");
    }

    @ParameterizedTest
    @CsvSource({
        "bucket, '', there is no descent.s3.bucket",
        "prefix, /a, descent.s3.prefix must be made of letters",
        "prefix, a//b, descent.s3.prefix must be made of letters",
        "prefix, a b, descent.s3.prefix must be made of letters",
        "endpoint, minio:9000, descent.s3.endpoint must begin with http",
        "cache-size, 0B, descent.s3.cache-size must be positive but is 0B",
    })
    void aWrongSettingIsNamed(String name, String value, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("descent.s3.bucket", "b"));
        settings.put("descent.s3." + name, value);
        assertThatThrownBy(() -> bind(settings)).rootCause().hasMessageContaining(message);
    }
}
