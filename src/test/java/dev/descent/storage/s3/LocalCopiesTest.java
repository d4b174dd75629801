package dev.descent.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What goes when copies take too much room; only the test's clock goes. */
class LocalCopiesTest {
    private static final int MOST = 1000;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path root;

    private LocalCopies at(Duration later) {
        return new LocalCopies(root, MOST, Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    /** A copy that was used then. */
    private Path copy(String name, int bytes, Duration used) {
        Path file = root.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[bytes]);
            return Files.setLastModifiedTime(file, FileTime.from(NOW.plus(used)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void thoseThatWereUsedLeastRecentlyGoAndNoMoreThanNeeded() {
        Path first = copy("datasets/ds_1", 300, Duration.ofMinutes(1));
        Path second = copy("models/model_1/weights.safetensors", 300, Duration.ofMinutes(2));
        Path third = copy("jobs/job_1/checkpoints/step-1-1.safetensors", 300, Duration.ofMinutes(3));
        Path newest = copy("datasets/ds_2", 300, Duration.ofHours(1));
        at(Duration.ofHours(1)).add(newest);
        assertThat(first).as("900 bytes are enough").doesNotExist();
        assertThat(Stream.of(second, third, newest)).allMatch(Files::exists);
    }

    @Test
    void useMakesACopyYoung() {
        Path first = copy("datasets/ds_1", 500, Duration.ofMinutes(1));
        Path second = copy("datasets/ds_2", 500, Duration.ofMinutes(2));
        assertThat(at(Duration.ofMinutes(3)).use(first)).isTrue();
        assertThat(at(Duration.ofMinutes(3)).use(root.resolve("datasets/ds_9"))).isFalse();
        at(Duration.ofHours(1)).add(copy("datasets/ds_3", 100, Duration.ofHours(1)));
        assertThat(second).doesNotExist();
        assertThat(first).exists();
    }

    @Test
    void whoHasJustFetchedAFileFindsItWhateverRoomItTakes() {
        Path first = copy("datasets/ds_1", 5000, Duration.ofMinutes(55));
        Path second = copy("datasets/ds_2", 5000, Duration.ofMinutes(60));
        at(Duration.ofHours(1)).add(second);
        assertThat(Stream.of(first, second)).allMatch(Files::exists);
    }

    @Test
    void whatIsBeingSentStaysHoweverLongThatTakes() {
        Path sent = copy("datasets/ds_1", 900, Duration.ZERO);
        Path other = copy("datasets/ds_2", 900, Duration.ofMinutes(1));
        LocalCopies copies = at(Duration.ofHours(2));
        copies.holding(List.of(sent), () -> copies.add(copy("datasets/ds_3", 100, Duration.ofHours(2))));
        assertThat(sent).exists();
        assertThat(other).doesNotExist();
        at(Duration.ofHours(2)).add(sent);
        assertThat(sent).as("it is sent").doesNotExist();
    }

    @Test
    void uploadsInTheMakingAndOtherFilesAreNoCopies() {
        Path making = copy("datasets/incoming/session/ds_1/canonical", 5000, Duration.ZERO);
        Path database = copy("postgres/base", 5000, Duration.ZERO);
        Path old = copy("datasets/ds_1", 800, Duration.ZERO);
        at(Duration.ofHours(1)).add(old);
        assertThat(Stream.of(making, database, old)).allMatch(Files::exists);
    }

    @Test
    void copiesAreLookedThroughWhenMuchHasComeInNotEachTime() {
        LocalCopies copies = at(Duration.ofHours(1));
        copies.add(copy("datasets/ds_0", 10, Duration.ofHours(1)));
        Path old = copy("datasets/ds_1", 2000, Duration.ZERO);
        for (int i = 0; i < 9; i++) {
            copies.add(copy("models/model_" + i + "/model.json", 10, Duration.ofHours(1)));
            assertThat(old).exists();
        }
        copies.add(copy("models/model_9/model.json", 10, Duration.ofHours(1)));
        assertThat(old).doesNotExist();
    }

    @Test
    void aCopyThatIsUsedWhileRoomIsMadeStays() {
        Path first = copy("datasets/ds_1", 500, Duration.ofMinutes(1));
        Path second = copy("datasets/ds_2", 500, Duration.ofMinutes(2));
        Path third = copy("datasets/ds_3", 500, Duration.ofMinutes(3));
        Path newest = copy("datasets/ds_4", 500, Duration.ofHours(1));
        LocalCopies copies = new LocalCopies(root, MOST, Clock.fixed(NOW.plus(Duration.ofHours(1)), ZoneOffset.UTC)) {
            @Override
            void delete(Path file) throws IOException {
                assertThat(use(second)).isTrue();
                super.delete(file);
            }
        };
        copies.add(newest);
        assertThat(Stream.of(second, newest)).allMatch(Files::exists);
        assertThat(Stream.of(first, third)).noneMatch(Files::exists);
    }

    @Test
    void aCopyThatCannotBeDeletedKeepsNoOther() {
        Path stuck = copy("datasets/ds_1", 500, Duration.ofMinutes(1));
        Path other = copy("datasets/ds_2", 500, Duration.ofMinutes(2));
        Path newest = copy("datasets/ds_3", 400, Duration.ofHours(1));
        new LocalCopies(root, MOST, Clock.fixed(NOW.plus(Duration.ofHours(1)), ZoneOffset.UTC)) {
            @Override
            void delete(Path file) throws IOException {
                if (file.equals(stuck)) {
                    throw new AccessDeniedException(file.toString());
                }
                super.delete(file);
            }
        }.add(newest);
        assertThat(Stream.of(stuck, newest)).allMatch(Files::exists);
        assertThat(other).doesNotExist();
    }

    @Test
    void filesThatComeAndGoMeanwhileKeepNoCopy() throws Exception {
        Path newest = copy("datasets/ds_9", 500, Duration.ofHours(1));
        AtomicBoolean ended = new AtomicBoolean();
        Thread others = new Thread(() -> {
            while (!ended.get()) {
                IntStream.range(0, 50)
                        .mapToObj(i -> copy("datasets/." + i + ".part", 0, Duration.ofHours(1)))
                        .toList()
                        .forEach(file -> file.toFile().delete());
            }
        });
        others.start();
        try {
            for (int i = 0; i < 100; i++) {
                Path old = copy("datasets/ds_1", 900, Duration.ZERO);
                at(Duration.ofHours(1)).add(newest);
                assertThat(old).doesNotExist();
            }
        } finally {
            ended.set(true);
            others.join();
        }
    }

    @Test
    void aFullDiskTakesCopiesHoweverMuchRoomTheyMayTake() {
        Path first = copy("datasets/ds_1", 60, Duration.ofMinutes(1));
        Path second = copy("datasets/ds_2", 60, Duration.ofMinutes(2));
        Path third = copy("datasets/ds_3", 60, Duration.ofMinutes(3));
        Path newest = copy("datasets/ds_4", 60, Duration.ofHours(1));
        LocalCopies copies = at(Duration.ofHours(1));
        assertThat(copies.makeRoom(1)).isTrue();
        assertThat(Stream.of(first, second)).as("a tenth of the room").noneMatch(Files::exists);
        assertThat(third).exists();
        assertThat(copies.makeRoom(5000)).isTrue();
        assertThat(third).doesNotExist();
        assertThat(copies.makeRoom(5000)).isFalse();
        assertThat(newest).exists();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsOpenStaysBecauseItWouldKeepItsRoom() throws IOException {
        Path mapped = copy("datasets/ds_1", 300, Duration.ofMinutes(1));
        Path open = copy("datasets/ds_2", 300, Duration.ofMinutes(2));
        Path closed = copy("datasets/ds_3", 300, Duration.ofMinutes(3));
        MappedByteBuffer map;
        try (FileChannel channel = FileChannel.open(mapped)) {
            map = channel.map(FileChannel.MapMode.READ_ONLY, 0, 300);
        }
        try (FileChannel channel = FileChannel.open(open)) {
            at(Duration.ofHours(1)).add(copy("datasets/ds_4", 300, Duration.ofHours(1)));
            assertThat(Stream.of(mapped, open)).allMatch(Files::exists);
            assertThat(closed).doesNotExist();
            assertThat(channel.size()).isEqualTo(map.limit());
        }
        at(Duration.ofHours(1)).add(copy("datasets/ds_5", 300, Duration.ofHours(1)));
        assertThat(open).as("it is closed").doesNotExist();
    }
}
