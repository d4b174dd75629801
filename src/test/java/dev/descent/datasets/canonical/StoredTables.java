package dev.descent.datasets.canonical;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.ScratchFolders;
import dev.descent.datasets.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;

/** Stores contents in temporary files and opens them, without a database. */
public final class StoredTables {
    private StoredTables() {}

    public static Table of(Content content) {
        try {
            Path file = ScratchFolders.next().resolve("ds_test");
            CanonicalWriter.Written written = CanonicalWriter.write(file, content);
            return MappedTable.open(file, dataset(content.schema(), written));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fingerprint that the content would be stored with. */
    public static String fingerprint(Content content) {
        try {
            Path file = ScratchFolders.next().resolve("ds_test");
            return CanonicalWriter.write(file, content).fingerprint();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Dataset dataset(Schema schema, CanonicalWriter.Written written) {
        return new Dataset(
                "ds_test",
                "test",
                written.fingerprint(),
                schema.rows(),
                schema.features(),
                schema.target(),
                schema.task(),
                schema.classes(),
                written.bytes(),
                null,
                Instant.EPOCH);
    }
}
