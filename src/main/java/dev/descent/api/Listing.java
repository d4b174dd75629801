package dev.descent.api;

import dev.descent.jobs.Page;
import java.util.List;
import java.util.function.Function;
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

    /** A page of those found, of which one more than the limit was asked for. */
    static <S, T> Listing<T> page(List<S> found, int limit, Function<S, T> view, Function<S, String> cursor) {
        List<S> page = found.subList(0, Math.min(limit, found.size()));
        return of(page.stream().map(view).toList(), found.size() > limit ? cursor.apply(page.get(limit - 1)) : null);
    }

    static <T> Listing<T> whole(List<T> data) {
        return of(data, null);
    }
}
