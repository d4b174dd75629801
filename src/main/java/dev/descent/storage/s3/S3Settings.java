package dev.descent.storage.s3;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The bucket that artifacts are kept in.
 *
 * @param bucket its name
 * @param prefix what all names in it begin with; empty if the bucket is Descent's alone
 * @param endpoint where the service is, such as {@code http://minio:9000}; empty for AWS's own
 * @param region of the bucket; empty: what AWS_REGION says, or {@code us-east-1} at an endpoint of its own
 * @param pathStyle whether the bucket's name is part of the path, not of the host; null: at an endpoint of its own
 * @param cacheSize how much room copies in the data directory may take
 */
@ConfigurationProperties("descent.s3")
record S3Settings(
        @DefaultValue("") String bucket,
        @DefaultValue("") String prefix,
        @DefaultValue("") String endpoint,
        @DefaultValue("") String region,
        @Nullable Boolean pathStyle,
        @DefaultValue("20GB") DataSize cacheSize) {
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+/)*[A-Za-z0-9._-]*");

    S3Settings {
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("descent.storage is s3, but there is no descent.s3.bucket");
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "descent.s3.prefix must be made of letters, digits, dots, underscores and"
                            + " hyphens, in parts that slashes divide, such as team/descent, but is \"" + prefix
                            + "\"");
        }
        if (!endpoint.isEmpty() && !endpoint.startsWith("http://") && !endpoint.startsWith("https://")) {
            throw new IllegalArgumentException(
                    "descent.s3.endpoint must begin with http:// or https://, but is \"" + endpoint + "\"");
        }
        if (cacheSize.toBytes() <= 0) {
            throw new IllegalArgumentException("descent.s3.cache-size must be positive but is " + cacheSize);
        }
    }

    /** What the key of an object begins with. */
    String keyPrefix() {
        return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    boolean isPathStyle() {
        return pathStyle == null ? !endpoint.isEmpty() : pathStyle;
    }

    /** For people. */
    String place() {
        return "the bucket " + bucket + (endpoint.isEmpty() ? "" : " at " + endpoint);
    }
}
