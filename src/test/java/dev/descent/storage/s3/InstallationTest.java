package dev.descent.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import dev.descent.storage.CopiesMark;
import dev.descent.storage.StorageRefused;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static S3Settings settings(String prefix) {
        return new S3Settings(S3Service.BUCKET, prefix, service.endpoint(), "", null, DataSize.ofGigabytes(1));
    }

    private static Bucket bucket(S3Settings settings) {
        return new Bucket(settings, new BucketMeters(new SimpleMeterRegistry()));
    }

    private static void claim(TestDatabase database, String prefix) {
        S3Settings settings = settings(prefix);
        try (Bucket bucket = bucket(settings)) {
            claim(database, bucket, settings.keyPrefix());
        }
    }

    private static void claim(TestDatabase database, Bucket bucket, String keyPrefix) {
        Installation.claim(bucket, keyPrefix, JdbcClient.create(database.dataSource()), transactions(database));
    }

    private static TransactionTemplate transactions(TestDatabase database) {
        return new TransactionTemplate(new DataSourceTransactionManager(database.dataSource()));
    }

    private static void insertDataset(TestDatabase database) {
        JdbcClient.create(database.dataSource()).sql("""
                        insert into dataset (id, name, fingerprint, schema, size_bytes, source, created_at)
                        values ('ds_1', 'd', 'f', '{}', 1, 'somewhere', now())""").update();
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
        insertDataset(database);
        assertThatThrownBy(() -> claim(database, "late"))
                .isInstanceOf(StorageRefused.class)
                .hasMessageContainingAll("in a data directory", "nothing moves them");
        assertThat(service.keys()).doesNotContain("late/installation");
    }

    @Test
    void filesOfADirectoryAreNotForgottenWhenJoiningThemHasFailedHalfway() {
        TestDatabase database = TestDatabase.migrated();
        claim(database, "half");
        JdbcClient jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("update installation set bucket = null").update();
        claim(database, "half");
        jdbc.sql("update installation set bucket = null").update();
        insertDataset(database);
        assertThatThrownBy(() -> claim(database, "half"))
                .isInstanceOf(StorageRefused.class)
                .hasMessageContaining("in a data directory");
    }

    @Test
    void anObjectWithoutADigestGetsOne() throws IOException {
        TestDatabase database = TestDatabase.migrated();
        claim(database, "old");
        Path object = service.object("old/installation");
        String id = Files.readString(object);
        Files.delete(object);
        // A new file, without the metadata.
        Files.writeString(object, id);
        claim(database, "old");
        try (Bucket bucket = bucket(settings("old"))) {
            assertThat(bucket.text("old/installation")).contains(new Bucket.Text(id, true));
        }
    }

    @Test
    void aServiceThatLosesMetadataIsRefused() {
        TestDatabase database = TestDatabase.migrated();
        AtomicReference<String> stored = new AtomicReference<>();
        try (RawService forgetful = new RawService(request -> {
                    if (request.method().equals("PUT")) {
                        // Signed in parts: the length of each, then its bytes.
                        Matcher id = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                                .matcher(new String(request.body(), StandardCharsets.UTF_8));
                        assertThat(id.find()).isTrue();
                        stored.set(id.group());
                        return RawService.answer("200 OK", "", "ETag: \"1\"");
                    }
                    return stored.get() == null
                            ? RawService.answer("404 Not Found", "<Error><Code>NoSuchKey</Code></Error>")
                            : RawService.answer("200 OK", stored.get(), "x-amz-request-id: 1");
                });
                Bucket bucket = bucket(forgetful.settings())) {
            assertThatThrownBy(() -> claim(database, bucket, ""))
                    .isInstanceOf(StorageRefused.class)
                    .hasMessageContaining("metadata");
        }
        assertThat(JdbcClient.create(database.dataSource())
                        .sql("select count(bucket) from installation")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void whatIsRefusedLeavesTheDirectoryAsItWas(@TempDir Path data) throws IOException {
        claim(TestDatabase.migrated(), "taken");
        TestDatabase database = TestDatabase.migrated();
        assertThatThrownBy(() -> open(database, "taken", data)).isInstanceOf(StorageRefused.class);
        CopiesMark.requireNone(data);
        // And the other way round: what the directory refuses leaves the bucket and the database free.
        Files.createDirectories(data.resolve("datasets"));
        Path once = Files.writeString(data.resolve("datasets/ds_1"), "once");
        assertThatThrownBy(() -> open(database, "free", data))
                .isInstanceOf(StorageRefused.class)
                .hasMessageContaining("nothing moves them");
        assertThat(service.keys()).doesNotContain("free/installation");
        Files.delete(once);
        open(database, "free", data);
        assertThatThrownBy(() -> CopiesMark.requireNone(data)).isInstanceOf(StorageRefused.class);
    }

    private static void open(TestDatabase database, String prefix, Path data) {
        S3Settings settings = settings(prefix);
        try (Bucket bucket = bucket(settings)) {
            new S3Configuration()
                    .artifactStore(
                            settings,
                            bucket,
                            JdbcClient.create(database.dataSource()),
                            transactions(database),
                            data,
                            Clock.systemUTC());
        }
    }
}
