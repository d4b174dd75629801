package dev.descent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store of artifacts does. */
public abstract class ArtifactStoreContract {
    @TempDir
    protected Path data;

    protected ArtifactStore store = new DirectoryStore();

    /** The store, for a data directory that is empty. */
    protected abstract ArtifactStore open(Path root);

    @BeforeEach
    void open() {
        store = open(data);
    }

    protected Path write(String name, byte[] content) {
        Path file = data.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    protected Path kept(String name, String content) {
        Path file = write(name, content.getBytes(StandardCharsets.UTF_8));
        store.keep(file);
        return file;
    }

    @Test
    void whatIsKeptCanBeFetched() throws IOException {
        byte[] content = new byte[100_003];
        new Random(3).nextBytes(content);
        Path file = write("models/model_1/weights.safetensors", content);
        store.keep(file);
        assertThat(store.fetch(file)).isTrue();
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    @Test
    void anEmptyFileIsAFile() {
        Path file = write("datasets/ds_1", new byte[0]);
        store.keep(file);
        assertThat(store.fetch(file)).isTrue();
        assertThat(file).isEmptyFile();
    }

    @Test
    void whatWasNeverKeptOrWasDeletedIsNotThere() {
        Path file = kept("datasets/ds_1", "rows");
        assertThat(store.fetch(data.resolve("datasets/ds_2"))).isFalse();
        store.delete(file);
        store.delete(file);
        assertThat(store.fetch(file)).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void aFolderIsDeletedWithAllInItAndNothingElse() {
        Path first = kept("jobs/job_1/checkpoints/step-1-1.safetensors", "1");
        Path second = kept("jobs/job_1/records/job_0.abc.parquet", "2");
        Path other = kept("jobs/job_11/checkpoints/step-1-1.safetensors", "3");
        store.deleteAll(data.resolve("jobs/job_1"));
        store.deleteAll(data.resolve("jobs/job_1"));
        assertThat(data.resolve("jobs/job_1")).doesNotExist();
        assertThat(store.fetch(first)).isFalse();
        assertThat(store.fetch(second)).isFalse();
        assertThat(store.fetch(other)).isTrue();
    }

    @Test
    void theNamesInAFolderAreItsFilesOnly() {
        kept("jobs/job_1/records/b.parquet", "1");
        kept("jobs/job_1/records/a.parquet", "2");
        kept("jobs/job_1/other/c", "3");
        kept("jobs/job_1/records2/d", "4");
        assertThat(store.names(data.resolve("jobs/job_1/records"))).containsExactlyInAnyOrder("a.parquet", "b.parquet");
        assertThat(store.names(data.resolve("jobs/job_2/records"))).isEmpty();
    }

    @Test
    void aListingTellsEveryFileInEveryRoundHoweverFewAreAskedFor() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String id = "job_" + i;
            names.add(id);
            for (int j = 0; j <= i; j++) {
                kept("jobs/" + id + "/checkpoints/step-" + j + "-1.safetensors", "x");
            }
        }
        kept("jobs/readme", "not ours");
        for (int most : List.of(1, 3, 7, 100)) {
            Listing listing = store.list(data.resolve("jobs"), "job_");
            for (int round = 0; round < 2; round++) {
                List<Entry> all = round(listing, most);
                assertThat(all).extracting(Entry::name).containsExactlyInAnyOrderElementsOf(names);
                for (Entry entry : all) {
                    int last = Integer.parseInt(entry.name().substring("job_".length()));
                    assertThat(entry.files())
                            .extracting(Entry.StoredFile::name)
                            .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(0, last)
                                    .mapToObj(j -> "checkpoints/step-" + j + "-1.safetensors")
                                    .toList());
                }
            }
        }
    }

    private static List<Entry> round(Listing listing, int most) {
        List<Entry> all = new ArrayList<>();
        List<Entry> some = listing.next(most);
        while (some.size() == most) {
            all.addAll(some);
            some = listing.next(most);
        }
        all.addAll(some);
        return all;
    }

    @Test
    void aFileInAListingIsAnEntryOfItsOwn() {
        Instant before = Instant.now().minusSeconds(60);
        kept("datasets/ds_1", "rows");
        List<Entry> all = store.list(data.resolve("datasets"), "ds_").next(10);
        assertThat(all).singleElement().satisfies(entry -> {
            assertThat(entry.name()).isEqualTo("ds_1");
            assertThat(entry.files()).isEmpty();
            assertThat(entry.isOlder(before)).isFalse();
            assertThat(entry.isOlder(Instant.now().plusSeconds(60))).isTrue();
        });
    }

    @Test
    void aFolderThatIsNotThereIsEmpty() {
        assertThat(store.list(data.resolve("models"), "model_").next(10)).isEmpty();
    }

    protected Optional<List<String>> copies(String folder, String prefix) {
        return store.listCopies(data.resolve(folder), prefix)
                .map(listing -> listing.next(1000).stream().map(Entry::name).toList());
    }
}
