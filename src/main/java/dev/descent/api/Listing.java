package dev.descent.api;

import dev.descent.jobs.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Part of a list, as all lists look on the wire. */
public record Listing<T>(
        String object, List<T> data, @Nullable String nextCursor) {
    static <T> Listing<T> of(List<T> data, @Nullable String nextCursor) {
        return new Listing<>("list", data, nextCursor);
    }

    static <T> Listing<T> of(Page<T> page) {
        return of(page.data(), page.nextCursor());
    }

    static <T> Listing<T> whole(List<T> data) {
        return of(data, null);
    }
}
