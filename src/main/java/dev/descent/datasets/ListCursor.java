package dev.descent.datasets;

import dev.descent.spec.InvalidOptions;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** Where the next page of a list of data sets, newest first, begins: after the set that was made then and has this id. */
record ListCursor(Instant createdAt, String id) {
    /** @throws InvalidOptions at {@code /cursor} if it is not one that {@link #text} gave */
    static ListCursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
            return new ListCursor(Instant.parse(parts[0]), parts[1]);
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw new InvalidOptions("/cursor", "invalid_cursor", "the cursor is not one that this list gave");
        }
    }

    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((createdAt + " " + id).getBytes(StandardCharsets.UTF_8));
    }
}
