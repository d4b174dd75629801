package dev.descent.datasets;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data set as it is stored.
 *
 * @param id {@code ds_...}
 * @param fingerprint {@code sha256:} and the digest of the canonical content
 * @param target the name of the target column, or null if there is none
 * @param classes the names of the classes in order of their numbers; empty for regression
 * @param source where a built-in set comes from, and its licence; null for uploads
 */
public record Dataset(
        String id,
        String name,
        String fingerprint,
        long rows,
        List<Feature> features,
        @Nullable String target,
        Task task,
        List<String> classes,
        long sizeBytes,
        @Nullable String source,
        Instant createdAt) {
    /** What every id of a data set begins with. */
    public static final String ID_PREFIX = "ds_";

    /** The same under another name. */
    public Dataset named(String other) {
        return new Dataset(id, other, fingerprint, rows, features, target, task, classes, sizeBytes, source, createdAt);
    }

    public enum Task {
        CLASSIFICATION,
        REGRESSION,
        NONE
    }
}
