package dev.descent.storage.s3;

import dev.descent.storage.ArtifactStore;
import dev.descent.storage.CopiesMark;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Puts together what artifacts in a bucket need, where they are wanted. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "descent.storage", havingValue = "s3")
@EnableConfigurationProperties(S3Settings.class)
class S3Configuration {
    @Bean
    Bucket bucket(S3Settings settings, BucketMeters meters) {
        return new Bucket(settings, meters);
    }

    @Bean
    BucketHealth bucketHealthIndicator(Bucket bucket) {
        return new BucketHealth(bucket);
    }

    /** Fails where the bucket does not answer: a process that cannot read a data set would only pretend to be there. */
    @Bean
    ArtifactStore artifactStore(
            S3Settings settings,
            Bucket bucket,
            JdbcClient jdbc,
            TransactionOperations transaction,
            @Value("${descent.data-dir}") Path root,
            Clock clock) {
        Path directory = root.toAbsolutePath().normalize();
        CopiesMark.requireCopies(directory);
        Installation.claim(bucket, settings.keyPrefix(), jdbc, transaction);
        // Not before: what refuses to start must leave the directory as it was.
        CopiesMark.set(directory);
        LocalCopies copies = new LocalCopies(directory, settings.cacheSize().toBytes(), clock);
        return new S3Store(root, settings.keyPrefix(), bucket, copies);
    }
}
