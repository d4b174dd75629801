package dev.descent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DirectoryStoreTest extends ArtifactStoreContract {
    @Override
    protected ArtifactStore open(Path root) {
        return new DirectoryStore();
    }

    @Test
    void whatTheDiskDoesNotTellIsNotGone() {
        Path file = kept("datasets/ds_1", "rows");
        Path beyond = file.resolve("below-a-file");
        assertThatThrownBy(() -> store.fetch(beyond)).isInstanceOf(UncheckedIOException.class);
        assertThat(store.fetch(file.resolveSibling("ds_2"))).isFalse();
    }

    @Test
    void thereIsOneCopyOfEverything() {
        Path file = kept("datasets/ds_1", "rows");
        assertThat(store.fetchAgain(file)).isFalse();
        assertThat(file).hasContent("rows");
        assertThat(copies("datasets", "ds_")).isEmpty();
    }
}
