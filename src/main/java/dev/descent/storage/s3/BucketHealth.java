package dev.descent.storage.s3;

import dev.descent.database.Sampled;
import dev.descent.storage.StorageUnavailable;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the bucket answers. */
final class BucketHealth implements HealthIndicator {
    private final Bucket bucket;
    private final Sampled<Optional<String>> problem;

    BucketHealth(Bucket bucket) {
        this.bucket = bucket;
        this.problem = new Sampled<>("bucket-health", () -> problem(bucket));
    }

    private static Optional<String> problem(Bucket bucket) {
        try {
            bucket.check();
            return Optional.empty();
        } catch (StorageUnavailable e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Health health() {
        Optional<String> found = problem.get().orElse(Optional.of(bucket.place() + " does not answer"));
        Health.Builder health = found.isEmpty() ? Health.up() : Health.down();
        found.ifPresent(text -> health.withDetail(
                        "problem",
                        text
                                + ". Uploads are refused and checkpoints passed over; jobs go on, and those that end wait.")
                .withDetail("remedy", StorageUnavailable.REMEDY));
        return health.withDetail("bucket", bucket.place()).build();
    }
}
