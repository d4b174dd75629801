package dev.descent.datasets.generated;

import dev.descent.datasets.canonical.Content;

/**
 * A data set made from a seed. Its record components are its options; the no-argument constructor holds their defaults.
 *
 * <p>Everything is computed in strict double arithmetic, with {@link StrictMath} for functions that are not exactly
 * rounded, so that the same options give the same bytes on every machine. Row i depends on the seed and i alone: a
 * larger set begins with the smaller one.
 */
public interface GeneratedSet {
    Content generate();

    /** What it is, in a sentence. */
    String description();
}
