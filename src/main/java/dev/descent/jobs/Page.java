package dev.descent.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param nextCursor where the next part starts; null at the end
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {}
