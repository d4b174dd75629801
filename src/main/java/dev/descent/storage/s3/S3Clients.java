package dev.descent.storage.s3;

import dev.descent.storage.StorageRefused;
import java.net.URI;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Connections to services that speak as S3 does. */
final class S3Clients {
    private S3Clients() {}

    /** Without the checksums of AWS's own service, which others refuse. */
    static S3Client of(S3Settings settings, Patience patience) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(Apache5HttpClient.builder()
                        .connectionTimeout(patience.connect())
                        .socketTimeout(patience.silence()))
                .forcePathStyle(settings.isPathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (!settings.endpoint().isEmpty()) {
            builder.endpointOverride(URI.create(settings.endpoint()));
        }
        if (!settings.region().isEmpty()) {
            builder.region(Region.of(settings.region()));
        } else if (!settings.endpoint().isEmpty() && System.getenv("AWS_REGION") == null) {
            builder.region(Region.US_EAST_1);
        }
        try {
            return builder.build();
        } catch (SdkClientException e) {
            // Above all: no region can be found.
            String why = String.valueOf(e.getMessage()).replaceAll("(?s) from any of.*", "");
            throw new StorageRefused(
                    "No connection to " + settings.place() + " can be made: " + why,
                    "Set descent.s3.region, or descent.s3.endpoint for a service other than AWS's own.");
        }
    }
}
