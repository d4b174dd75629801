package dev.descent.catalog;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A position in a JSON document; becomes a pointer (RFC 6901) only when there is something to say about it. */
record Place(@Nullable Place parent, String name) {
    static final Place ROOT = new Place(null, "");

    Place at(String field) {
        return new Place(this, field);
    }

    Place at(int index) {
        return new Place(this, Integer.toString(index));
    }

    String pointer() {
        Deque<String> names = new ArrayDeque<>();
        Place place = this;
        while (place.parent != null) {
            names.push(place.name.replace("~", "~0").replace("/", "~1"));
            place = place.parent;
        }
        StringBuilder pointer = new StringBuilder();
        names.forEach(segment -> pointer.append('/').append(segment));
        return pointer.toString();
    }
}
