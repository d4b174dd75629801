package dev.descent.storage;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Whether the disk of the data directory has room; in place of Spring Boot's, which looks at the working directory. */
@Component("diskHealthIndicator")
class DiskHealth implements HealthIndicator {
    private final Path directory;
    private final DataSize least;

    DiskHealth(@Value("${descent.data-dir}") Path directory, @Value("${descent.low-disk}") DataSize least) {
        this.directory = directory.toAbsolutePath().normalize();
        this.least = least;
    }

    @Override
    public Health health() {
        long free = directory.toFile().getUsableSpace();
        Health.Builder health = free < least.toBytes() ? Health.down() : Health.up();
        if (free < least.toBytes()) {
            health.withDetail(
                            "problem",
                            "The disk of the data directory has " + free + " bytes left, less than descent.low-disk."
                                    + " When it is full, uploads are refused and checkpoints passed over; jobs that end wait.")
                    .withDetail(
                            "remedy",
                            "Free space or enlarge the volume, or delete jobs and data sets that nobody needs any more.");
        }
        return health.withDetail("directory", directory.toString())
                .withDetail("free_bytes", free)
                .withDetail("total_bytes", directory.toFile().getTotalSpace())
                .withDetail("threshold_bytes", least.toBytes())
                .build();
    }
}
