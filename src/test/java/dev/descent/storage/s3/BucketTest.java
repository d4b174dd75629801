package dev.descent.storage.s3;

import static dev.descent.storage.s3.RawService.SILENCE;
import static dev.descent.storage.s3.RawService.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.storage.CorruptFile;
import dev.descent.storage.FullDisk;
import dev.descent.storage.StorageUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What a bucket's requests make of answers that good services rarely give. */
class BucketTest {
    private static final int PART = 100;
    private static final String TAG = "ETag: \"0123\"";
    /** Of the letters "rows". */
    private static final String DIGEST = "bc51e9e65d79e1c90ba544ab2eae1044ccdf8c1af7a559ba375cba4276f7d99e";

    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private static Bucket of(RawService service) {
        return of(service.settings(), Patience.USUAL);
    }

    private static Bucket of(S3Settings settings, Patience patience) {
        return new Bucket(settings, new BucketMeters(new SimpleMeterRegistry()), PART, 1000, patience);
    }

    private static String rows(String content) {
        return answer("200 OK", content, TAG, "X-Amz-Meta-Sha256: " + DIGEST);
    }

    @Test
    void theNameOfAHeaderMayBeCapitalised() throws IOException {
        Path file = Files.createFile(folder.resolve("ds_1"));
        try (RawService service = new RawService(request -> rows("rows"));
                Bucket bucket = of(service)) {
            assertThat(bucket.get("datasets/ds_1", file)).isTrue();
        }
        assertThat(file).hasContent("rows");
    }

    @Test
    void whatWasDamagedOnItsWayIsAskedForAgain() throws IOException {
        Path file = Files.createFile(folder.resolve("ds_1"));
        AtomicInteger asked = new AtomicInteger();
        try (RawService service = new RawService(request -> rows(asked.getAndIncrement() == 0 ? "swor" : "rows"));
                Bucket bucket = of(service)) {
            assertThat(bucket.get("datasets/ds_1", file)).isTrue();
        }
        assertThat(file).hasContent("rows");
    }

    @Test
    void whatStaysDamagedIsAskedForAFewTimesOnly() throws IOException {
        Path file = Files.createFile(folder.resolve("ds_1"));
        try (RawService service = new RawService(request -> rows("swor"));
                Bucket bucket = of(service)) {
            assertThatThrownBy(() -> bucket.get("datasets/ds_1", file)).isInstanceOf(CorruptFile.class);
            assertThat(service.requests).hasSize(3);
        }
    }

    @Test
    void aPageInPlaceOfAnObjectIsNoDamage() throws IOException {
        Path file = Files.createFile(folder.resolve("ds_1"));
        try (RawService service = new RawService(request -> answer("200 OK", "<html>Please log in</html>", TAG));
                Bucket bucket = of(service)) {
            assertThatThrownBy(() -> bucket.get("datasets/ds_1", file))
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("no service like S3");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsSentAgainLeavesNoFileOpen() throws IOException {
        Path file = Files.writeString(folder.resolve("ds_1"), "rows").toRealPath();
        AtomicInteger asked = new AtomicInteger();
        try (RawService service = new RawService(
                        request -> asked.getAndIncrement() < 2 ? answer("500 Sorry", "") : answer("200 OK", "", TAG));
                Bucket bucket = of(service)) {
            bucket.put("datasets/ds_1", file);
            assertThat(service.requests).hasSize(3);
            assertThat(timesOpen(file)).isZero();
        }
    }

    private static long timesOpen(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(link -> file.equals(target(link))).count();
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException e) {
            return link;
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsNoFaultOfTheBucket() {
        try (RawService service = new RawService(request -> rows("rows"));
                Bucket bucket = of(service)) {
            assertThatThrownBy(() -> bucket.get("datasets/ds_1", Path.of("/dev/full")))
                    .isInstanceOf(UncheckedIOException.class)
                    .isNotInstanceOf(StorageUnavailable.class)
                    .matches(FullDisk::isBehind);
            assertThat(service.requests).hasSize(1);
        }
    }

    @Test
    void aProcessThatEndsHasNoBucket() {
        try (RawService service = new RawService(request -> answer("200 OK", "", TAG))) {
            Bucket bucket = of(service);
            bucket.close();
            assertThatThrownBy(() -> bucket.delete("datasets/ds_1")).isInstanceOf(StorageUnavailable.class);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whoComesAfterAWaitForNothingDoesNotWait() {
        Patience soon = new Patience(LONG, Duration.ofMillis(100), LONG);
        try (RawService service = new RawService(request -> SILENCE);
                Bucket bucket = of(service.settings(), soon)) {
            assertThatThrownBy(bucket::check).isInstanceOf(StorageUnavailable.class);
            int asked = service.requests.size();
            assertThatThrownBy(bucket::check)
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("silent a moment ago");
            assertThat(service.requests).hasSize(asked);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whereNobodyLetsOneInIsSilenceToo() throws IOException {
        S3Service.logIn();
        Patience soon = new Patience(Duration.ofMillis(100), LONG, LONG);
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, waiting);
            S3Settings settings = new S3Settings(
                    S3Service.BUCKET, "", "http://127.0.0.1:" + full.getLocalPort(), "", null, DataSize.ofGigabytes(1));
            try (Bucket bucket = of(settings, soon)) {
                assertThatThrownBy(bucket::check).isInstanceOf(StorageUnavailable.class);
                assertThatThrownBy(bucket::check).hasMessageContaining("silent a moment ago");
            }
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Until no more are let in, because nobody takes them. */
    private static void fill(ServerSocket full, List<Socket> waiting) throws IOException {
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 100);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void smallRequestsEndWhereTheServiceSaysNothing() {
        Patience small = new Patience(LONG, LONG, Duration.ofMillis(200));
        try (RawService service = new RawService(request -> SILENCE);
                Bucket bucket = of(service.settings(), small)) {
            assertThatThrownBy(bucket::check).isInstanceOf(StorageUnavailable.class);
        }
        try (RawService service = new RawService(request -> SILENCE);
                Bucket bucket = of(service.settings(), small)) {
            assertThatThrownBy(() -> bucket.delete("datasets/ds_1")).isInstanceOf(StorageUnavailable.class);
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsLeftOfAFailedUploadIsNotWaitedFor() throws IOException {
        Path file = Files.write(folder.resolve("ds_1"), new byte[PART + 1]);
        Patience small = new Patience(LONG, LONG, Duration.ofMillis(1200));
        String begun = "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>";
        try (RawService service = new RawService(request -> switch (request.method()) {
                    case "POST" -> answer("200 OK", begun);
                    case "PUT" -> answer("403 Forbidden", "");
                    default -> SILENCE;
                });
                Bucket bucket = of(service.settings(), small)) {
            assertThatThrownBy(() -> bucket.put("datasets/ds_1", file))
                    .isInstanceOf(StorageUnavailable.class)
                    .hasMessageContaining("refuses");
            assertThat(service.requests).extracting(RawService.Request::method).contains("DELETE");
        }
    }

    @Test
    void anAnswerEndsTheSilence() {
        Silence silence = new Silence();
        assertThat(silence.mayAsk()).isTrue();
        silence.failed(new UncheckedIOException(new ConnectException("Connection refused")));
        assertThat(silence.mayAsk()).as("known at once").isTrue();
        silence.failed(new UncheckedIOException(new SocketTimeoutException()));
        assertThat(silence.mayAsk()).isFalse();
        silence.answered();
        assertThat(silence.mayAsk()).isTrue();
    }

    @Test
    void aKeyThatLeadsElsewhereIsNotListed() {
        String listing = "<ListBucketResult><Name>artifacts</Name>" + content("jobs/job_1/../../secret")
                + content("jobs/job_1/..") + content("jobs/job_1/a..b") + "</ListBucketResult>";
        try (RawService service = new RawService(request -> answer("200 OK", listing));
                Bucket bucket = of(service)) {
            assertThat(bucket.list("jobs/", null).objects())
                    .extracting(S3Object::key)
                    .containsExactly("jobs/job_1/a..b");
        }
    }

    private static String content(String key) {
        return "<Contents><Key>" + key + "</Key></Contents>";
    }
}
