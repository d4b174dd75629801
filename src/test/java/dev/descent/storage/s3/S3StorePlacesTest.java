package dev.descent.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.storage.FullDisk;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store in a bucket does to the disk of this machine; the bucket has every file, or is asked for none. */
class S3StorePlacesTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path data;

    private int fetched;
    private boolean full;
    private final RawService service = new RawService(request -> RawService.answer("204 No Content", ""));

    @BeforeEach
    void makeFolder() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
    }

    @AfterEach
    void close() {
        service.close();
    }

    private S3Store store() {
        Bucket bucket = new Bucket(service.settings(), new BucketMeters(new SimpleMeterRegistry())) {
            @Override
            boolean get(String key, Path target) {
                fetched++;
                if (full) {
                    throw new CopyFailed("cannot write", new IOException("No space left on device"), 10);
                }
                return true;
            }
        };
        LocalCopies copies = new LocalCopies(data, 1000, Clock.systemUTC()) {
            @Override
            void delete(Path file) throws IOException {
                super.delete(file);
                full = false;
            }
        };
        return new S3Store(data, "", bucket, copies);
    }

    private Path write(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, "content");
    }

    @Test
    void aPlaceOutsideOfTheDataDirectoryIsRefusedBeforeAnythingIsDone() throws IOException {
        Path outside = write(folder.resolve("elsewhere/file"));
        FileTime changed = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(outside, changed);
        Files.createDirectories(data.resolve("jobs"));
        Path elsewhere = data.resolve("jobs/../../elsewhere");
        Path file = elsewhere.resolve("file");
        try (S3Store store = store()) {
            for (Consumer<Path> work : List.<Consumer<Path>>of(
                    store::delete,
                    store::fetch,
                    store::fetchAgain,
                    store::keep,
                    given -> store.deleteAll(elsewhere),
                    given -> store.names(elsewhere),
                    given -> store.list(elsewhere, ""),
                    given -> store.listCopies(elsewhere, ""),
                    given -> store.deleteAll(data),
                    given -> store.deleteAll(data.resolve("jobs/..")))) {
                assertThatThrownBy(() -> work.accept(file)).isInstanceOf(IllegalArgumentException.class);
                assertThat(outside).exists();
                assertThat(Files.getLastModifiedTime(outside)).isEqualTo(changed);
            }
        }
        assertThat(service.requests).isEmpty();
    }

    @Test
    void copiesGoForOneThatTheDiskHasNoRoomFor() throws IOException {
        Path old = write(data.resolve("datasets/ds_1"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        full = true;
        try (S3Store store = store()) {
            assertThat(store.fetch(data.resolve("datasets/ds_2"))).isTrue();
            assertThat(fetched).isEqualTo(2);
            assertThat(old).doesNotExist();
            full = true;
            assertThatThrownBy(() -> store.fetch(data.resolve("datasets/ds_3")))
                    .as("there is nothing more that could go")
                    .isInstanceOf(UncheckedIOException.class)
                    .matches(FullDisk::isBehind);
            assertThat(fetched).isEqualTo(3);
        }
    }
}
