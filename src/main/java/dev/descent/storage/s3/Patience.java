package dev.descent.storage.s3;

import java.time.Duration;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * How long a service is waited for.
 *
 * @param connect for a connection
 * @param silence after so long without a byte a request is given up, and tried again
 * @param small for a request of few bytes, with all its tries
 */
record Patience(Duration connect, Duration silence, Duration small) {
    static final Patience USUAL = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(30));

    /** For a request of few bytes. */
    AwsRequestOverrideConfiguration few() {
        // Two tries: the first may meet a connection that is dead.
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(small.dividedBy(2))
                .apiCallTimeout(small)
                .build();
    }

    /** For a request whose answer changes nothing. */
    AwsRequestOverrideConfiguration least() {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(small.dividedBy(6))
                .build();
    }
}
