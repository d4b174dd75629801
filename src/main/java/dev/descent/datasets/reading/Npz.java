package dev.descent.datasets.reading;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.datasets.canonical.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * NPZ: a zip of two numpy arrays, the features and the target.
 *
 * <p>Features {@code [N, D]} are a table; {@code [N, H, W]} and {@code [N, H, W, C]} with one or three channels are images.
 */
final class Npz {
    private static final Set<String> FEATURES = Set.of("x", "features", "images");
    private static final Set<String> TARGETS = Set.of("y", "target", "labels");

    private Npz() {}

    static Content read(Path file, @Nullable SchemaRequest request, Path work, Limits limits) throws IOException {
        NpyArray features = null;
        NpyArray target = null;
        List<String> names = new ArrayList<>();
        try (SafeZip zip = new SafeZip(file, limits)) {
            for (ZipEntry entry : zip.files()) {
                names.add(entry.getName());
            }
            for (ZipEntry entry : zip.files()) {
                String name = entry.getName().replaceFirst("\\.npy$", "");
                String key = name.toLowerCase(Locale.ROOT);
                boolean isFeatures = FEATURES.contains(key) && features == null;
                boolean isTarget = TARGETS.contains(key) && target == null;
                if (!isFeatures && !isTarget) {
                    throw Faults.one(
                            Faults.pointer("file", "arrays", name),
                            "unknown_array",
                            "the array " + Faults.quote(name) + " is not known; the file may hold one array of features"
                                    + " named x, X, features or images, and one target named y, Y, target or labels");
                }
                Path unpacked = work.resolve(isFeatures ? "features" : "target");
                try (OutputStream out = Files.newOutputStream(unpacked)) {
                    zip.copy(entry, out);
                }
                if (isFeatures) {
                    features = new NpyArray(name, unpacked);
                } else {
                    target = new NpyArray(name, unpacked);
                }
            }
        }
        if (features == null) {
            throw Faults.one(
                    "/file",
                    "missing_array",
                    "the file has no array of features named x, X, features or images: " + names);
        }
        return content(features, target, request, limits);
    }

    private static Content content(
            NpyArray features, @Nullable NpyArray target, @Nullable SchemaRequest request, Limits limits)
            throws IOException {
        List<Integer> shape = features.shape();
        int rows = shape.isEmpty() ? 0 : shape.get(0);
        int width = shape.size() == 2 ? shape.get(1) : 1;
        if (rows == 0 || features.size() == 0) {
            throw Faults.one(
                    "/file", "no_rows", "the array " + features.name() + " of shape " + shape + " has no rows");
        }
        StoredSize.checkRows(rows, limits);
        if (width >= limits.columns()) {
            throw Faults.one(
                    "/file", "too_many_columns", "the file has " + width + " columns; allowed are " + limits.columns());
        }
        if (target != null && !target.shape().equals(List.of(rows))) {
            throw Faults.one(
                    Faults.pointer("file", "arrays", target.name()),
                    "shape_mismatch",
                    "the target must have the shape [" + rows + "] but has " + target.shape());
        }
        SchemaRequest schema = request;
        if (target == null) {
            schema = new SchemaRequest(
                    request == null ? null : request.target(), Task.NONE, request == null ? Map.of() : request.types());
        }
        if (shape.size() <= 2) {
            StoredSize.check(rows, target == null ? width : width + 1, StoredSize.NUMBER, limits);
            return Reading.table(new NpyColumns(features, target, rows), schema, limits);
        }
        NpyImages images = new NpyImages(features, limits);
        return ImageContent.of(images.shape(), images, new NpyColumns(null, target, rows), schema, limits);
    }
}
