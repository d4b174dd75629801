package dev.descent.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import dev.descent.storage.StorageRefused;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

class InstallationTest {
    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static S3Service service;

    @BeforeAll
    static void start() {
        service = new S3Service(folder);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static void claim(TestDatabase database, String prefix) {
        S3Settings settings =
                new S3Settings(S3Service.BUCKET, prefix, service.endpoint(), "", null, DataSize.ofGigabytes(1));
        try (Bucket bucket = new Bucket(settings, new BucketMeters(new SimpleMeterRegistry()))) {
            Installation.claim(
                    bucket,
                    settings.keyPrefix(),
                    JdbcClient.create(database.dataSource()),
                    new TransactionTemplate(new DataSourceTransactionManager(database.dataSource())));
        }
    }

    @Test
    void aBucketBelongsToTheDatabaseThatWasFirst() {
        TestDatabase first = TestDatabase.migrated();
        TestDatabase second = TestDatabase.migrated();
        claim(first, "mine");
        claim(first, "mine");
        assertThatThrownBy(() -> claim(second, "mine"))
                .isInstanceOf(StorageRefused.class)
                .hasMessageContainingAll("bucket artifacts", "under mine/", "belong to another database");
        claim(second, "team/second");
        claim(first, "mine");
        assertThat(service.keys()).contains("mine/installation", "team/second/installation");
    }

    @Test
    void aDatabaseBelongsToItsBucket() {
        TestDatabase database = TestDatabase.migrated();
        claim(database, "right");
        assertThatThrownBy(() -> claim(database, "wrong"))
                .isInstanceOf(StorageRefused.class)
                .hasMessageContainingAll("are in the bucket artifacts", "under right/", "under wrong/", "no object");
        assertThat(service.keys()).doesNotContain("wrong/installation");
        claim(database, "right");
    }

    @Test
    void filesInADirectoryStayThere() {
        TestDatabase database = TestDatabase.migrated();
        JdbcClient.create(database.dataSource()).sql("""
                        insert into dataset (id, name, fingerprint, schema, size_bytes, source, created_at)
                        values ('ds_1', 'd', 'f', '{}', 1, 'somewhere', now())""").update();
        assertThatThrownBy(() -> claim(database, "late"))
                .isInstanceOf(StorageRefused.class)
                .hasMessageContainingAll("in a data directory", "nothing moves them");
        assertThat(service.keys()).doesNotContain("late/installation");
    }
}
