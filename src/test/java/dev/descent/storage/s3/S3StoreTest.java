package dev.descent.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.descent.storage.ArtifactStore;
import dev.descent.storage.ArtifactStoreContract;
import dev.descent.storage.CorruptFile;
import dev.descent.storage.Entry;
import dev.descent.storage.Listing;
import dev.descent.storage.StorageUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Against a real service that speaks as S3 does; the bucket's requests are made small enough to be many. */
class S3StoreTest extends ArtifactStoreContract {
    private static final int PART = 5 << 20;
    private static final int KEYS = 2;

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static S3Service service;

    @TempDir
    private Path other;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable Bucket bucket;

    @BeforeAll
    static void start() {
        service = new S3Service(folder);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static S3Settings settings(String prefix, String endpoint) {
        return new S3Settings(S3Service.BUCKET, prefix, endpoint, "", null, DataSize.ofGigabytes(1));
    }

    @Override
    protected ArtifactStore open(Path root) {
        // A place in the bucket of its own for every test.
        return open(root, settings(root.getFileName().toString(), service.endpoint()));
    }

    private S3Store open(Path root, S3Settings settings) {
        Bucket opened = new Bucket(settings, new BucketMeters(meters), PART, KEYS, Patience.USUAL);
        bucket = opened;
        return new S3Store(
                root,
                settings.keyPrefix(),
                opened,
                new LocalCopies(root, settings.cacheSize().toBytes(), Clock.systemUTC()));
    }

    /** Of a process on another machine. */
    private S3Store elsewhere() {
        return open(other, settings(data.getFileName().toString(), service.endpoint()));
    }

    @AfterEach
    void disconnect() {
        if (bucket != null) {
            bucket.close();
        }
    }

    private String key(String name) {
        return data.getFileName() + "/" + name;
    }

    @Test
    void anotherMachineReadsWhatWasKept() throws IOException {
        Path file = kept("models/model_1/model.json", "{}");
        S3Store there = elsewhere();
        Path copy = other.resolve("models/model_1/model.json");
        assertThat(there.fetch(copy)).isTrue();
        assertThat(copy).hasSameBinaryContentAs(file);
        there.deleteAll(other.resolve("models/model_1"));
        assertThat(other.resolve("models/model_1")).doesNotExist();
        Files.delete(file);
        assertThat(store.fetch(file)).as("deleted by the other").isFalse();
        try (Stream<Path> left = Files.list(file.getParent())) {
            assertThat(left).as("nothing half fetched").isEmpty();
        }
    }

    @Test
    void aLargeFileGoesInPartsAndComesBackWhole() throws IOException {
        byte[] content = new byte[2 * PART + 12_345];
        new Random(8).nextBytes(content);
        for (int size : List.of(PART, PART + 1, content.length)) {
            Path file = write("datasets/ds_" + size, Arrays.copyOf(content, size));
            store.keep(file);
            Files.delete(file);
            assertThat(store.fetch(file)).isTrue();
            assertThat(Files.readAllBytes(file)).isEqualTo(Arrays.copyOf(content, size));
        }
        assertThat(meters.counter("descent.bucket.sent").count()).isEqualTo(PART + PART + 1 + content.length);
    }

    @Test
    void aCopyThatIsThereIsNotAskedFor() {
        Path file = kept("datasets/ds_1", "rows");
        assertThat(store.fetch(file)).isTrue();
        assertThat(meters.get("descent.bucket.requests")
                        .tags("operation", "get", "result", "answered")
                        .timer()
                        .count())
                .isZero();
    }

    @Test
    void aDamagedCopyIsReplaced() throws IOException {
        Path file = kept("jobs/job_1/checkpoints/step-1-1.safetensors", "state");
        Files.writeString(file, "stale");
        assertThat(store.fetchAgain(file)).isTrue();
        assertThat(file).hasContent("state");
    }

    @Test
    void anObjectThatIsNotWhatWasStoredIsNotTaken() throws IOException {
        Path damaged = kept("datasets/ds_1", "rows");
        Files.delete(damaged);
        // In place, as a disk would: the object's metadata, which tell its digest, stay.
        Files.writeString(service.object(key("datasets/ds_1")), "swor");
        Path foreign = data.resolve("datasets/ds_2");
        Files.writeString(service.object(key("datasets/ds_2")), "of somebody else");
        for (Path file : List.of(damaged, foreign)) {
            assertThatThrownBy(() -> store.fetch(file))
                    .isInstanceOf(CorruptFile.class)
                    .hasMessageContaining("not what was stored");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void whatAnswersForTheServiceIsNotBelieved() throws IOException {
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] page = "<html>Please log in</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        gateway.start();
        try {
            S3Store behind = open(
                    data,
                    settings("", "http://127.0.0.1:" + gateway.getAddress().getPort()));
            Path file = write("datasets/ds_1", new byte[3]);
            assertThatThrownBy(() -> behind.keep(file)).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(() -> behind.fetch(data.resolve("datasets/ds_2")))
                    .isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(
                            () -> behind.list(data.resolve("datasets"), "ds_").next(9))
                    .isInstanceOf(StorageUnavailable.class);
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void aListingBeginsAnewAfterAnOutage() {
        for (int i = 0; i < 5; i++) {
            kept("jobs/job_" + i + "/records/a", "x");
        }
        Listing listing = store.list(data.resolve("jobs"), "job_");
        assertThat(listing.next(2)).hasSize(2);
        service.stop();
        try {
            assertThatThrownBy(() -> listing.next(5)).isInstanceOf(StorageUnavailable.class);
        } finally {
            service.start();
        }
        assertThat(listing.next(9))
                .extracting(Entry::name)
                .containsExactly("job_0", "job_1", "job_2", "job_3", "job_4");
    }

    @Test
    void aRelativeDataDirectoryIsTheSameDirectory() {
        Path relative = Path.of("").toAbsolutePath().relativize(data.toAbsolutePath());
        Path file = kept("datasets/ds_1", "rows");
        S3Store same = open(relative, settings(data.getFileName().toString(), service.endpoint()));
        assertThat(same.fetch(relative.resolve("datasets/ds_1"))).isTrue();
        same.delete(relative.resolve("datasets/ds_1"));
        assertThat(file).doesNotExist();
        assertThat(store.fetch(file)).isFalse();
    }

    @Test
    void manyWhoWantTheSameFileFetchItOnce() throws Exception {
        Path file = kept("datasets/ds_1", "rows");
        Files.delete(file);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> fetched = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> {
                        go.await();
                        return store.fetch(file);
                    }))
                    .toList();
            go.countDown();
            for (Future<Boolean> one : fetched) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(meters.get("descent.bucket.requests")
                        .tags("operation", "get", "result", "answered")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void copiesAreListedApart() throws IOException {
        kept("datasets/ds_1", "rows");
        Files.delete(kept("datasets/ds_2", "rows"));
        Files.setLastModifiedTime(
                write("datasets/ds_3", new byte[1]), FileTime.from(Instant.now().minusSeconds(9)));
        assertThat(copies("datasets", "ds_").orElseThrow()).containsExactlyInAnyOrder("ds_1", "ds_3");
        assertThat(store.list(data.resolve("datasets"), "ds_").next(10))
                .extracting(entry -> entry.name())
                .containsExactly("ds_1", "ds_2");
    }

    @Test
    void aServiceThatIsAwayIsSaidToBe() throws IOException {
        Path file = kept("datasets/ds_1", "rows");
        service.stop();
        try {
            assertThat(store.fetch(file)).as("there is a copy").isTrue();
            Files.delete(file);
            assertThatThrownBy(() -> store.fetch(file))
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("bucket artifacts at " + service.endpoint());
            Path more = write("datasets/ds_2", new byte[1]);
            assertThatThrownBy(() -> store.keep(more)).isInstanceOf(StorageUnavailable.class);
            assertThatThrownBy(() -> store.deleteAll(data.resolve("datasets"))).isInstanceOf(StorageUnavailable.class);
            assertThat(data.resolve("datasets")).as("deleted here at least").doesNotExist();
            assertThat(new BucketHealth(Objects.requireNonNull(bucket)).health().getDetails())
                    .hasEntrySatisfying(
                            "problem", problem -> assertThat(problem.toString()).contains("checkpoints passed over"))
                    .containsKey("remedy");
        } finally {
            service.start();
        }
        assertThat(store.fetch(file)).isTrue();
        assertThat(meters.get("descent.bucket.requests")
                        .tags("operation", "get", "result", "failed")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aBucketThatIsNotThereOrRefusesIsNoMissingFile() {
        S3Settings wrong = new S3Settings("nowhere", "", service.endpoint(), "", null, DataSize.ofGigabytes(1));
        Path file = write("datasets/ds_1", new byte[1]);
        S3Store nowhere = open(data, wrong);
        assertThatThrownBy(() -> nowhere.keep(file))
                .isInstanceOf(StorageUnavailable.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> nowhere.fetch(data.resolve("datasets/ds_2"))).isInstanceOf(StorageUnavailable.class);
        String secret = System.getProperty("aws.secretAccessKey");
        System.setProperty("aws.secretAccessKey", "wrong");
        try (Bucket refusing = new Bucket(settings("", service.endpoint()), new BucketMeters(meters))) {
            assertThatThrownBy(refusing::check)
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("refuses");
        } finally {
            System.setProperty("aws.secretAccessKey", secret);
        }
    }
}
