package dev.descent.datasets.reading;

import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.datasets.canonical.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads uploaded files. */
public final class Reading {
    private Reading() {}

    /**
     * Understands a file completely, so that storing it cannot fail for what is in it.
     *
     * @param fileName its ending tells the format
     * @param work an empty folder for what must be unpacked; the caller removes it
     * @throws dev.descent.datasets.InvalidDataset with every problem found
     */
    public static Content read(Path file, String fileName, @Nullable SchemaRequest request, Path work, Limits limits)
            throws IOException {
        Format format = Format.of(fileName);
        if (Files.size(file) == 0) {
            throw Faults.one("/file", "empty_file", "the file is empty");
        }
        return switch (format) {
            case IMAGES -> ImageArchive.read(file, request, work, limits);
            case NPZ -> Npz.read(file, request, work, limits);
            default -> {
                Path plain = file;
                if (Format.isGzip(fileName)) {
                    plain = work.resolve("plain");
                    TextFile.gunzip(file, plain, new ExpansionBudget(Files.size(file), limits));
                }
                if (format.isText()) {
                    plain = TextFile.normal(plain, work);
                }
                yield table(DuckFiles.open(plain, format, work, limits), request, limits);
            }
        };
    }

    static Content table(Columns columns, @Nullable SchemaRequest request, Limits limits) throws IOException {
        try {
            return new TabularContent(columns, Inference.plan(columns, request, limits), limits);
        } catch (IOException | RuntimeException e) {
            columns.close();
            throw e;
        }
    }
}
