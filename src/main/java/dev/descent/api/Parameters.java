package dev.descent.api;

import dev.descent.api.errors.Refusal;
import dev.descent.jobs.JobState;
import dev.descent.spec.InvalidOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of query parameters and headers. */
final class Parameters {
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");
    private static final Pattern EVENT_ID = Pattern.compile("evt_[0-9A-Z]{26}");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private Parameters() {}

    static int bounded(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw Refusal.parameter(name, "must be from " + least + " to " + most + " but is " + value);
        }
        return value;
    }

    static Set<JobState> states(@Nullable List<String> names) {
        EnumSet<JobState> states = EnumSet.noneOf(JobState.class);
        for (String name : names == null ? List.<String>of() : names) {
            Optional<JobState> state = Arrays.stream(JobState.values())
                    .filter(s -> s.wire().equals(name))
                    .findFirst();
            states.add(state.orElseThrow(() -> Refusal.parameter(
                    "state",
                    "must be one of "
                            + Arrays.stream(JobState.values())
                                    .map(JobState::wire)
                                    .collect(Collectors.joining(", "))
                            + " but is \"" + name + "\"")));
        }
        return states;
    }

    static Map<String, String> labels(@Nullable List<String> pairs) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String pair : pairs == null ? List.<String>of() : pairs) {
            int colon = pair.indexOf(':');
            if (colon < 1) {
                throw Refusal.parameter("label", "must have the form key:value but is \"" + pair + "\"");
            }
            String key = pair.substring(0, colon);
            String value = pair.substring(colon + 1);
            String other = labels.put(key, value);
            if (other != null && !other.equals(value)) {
                throw Refusal.parameter("label", "asks for two values of \"" + key + "\", which no job has");
            }
        }
        return labels;
    }

    /** Runs a query whose only doubtful argument is its cursor. */
    static <T> T paged(Supplier<T> query) {
        try {
            return query.get();
        } catch (InvalidOptions e) {
            throw Refusal.parameter("cursor", "must be the next_cursor of an earlier answer");
        }
    }

    /** A cursor that is the number of the last element that was seen; 0 if there is none. */
    static long sequence(@Nullable String cursor) {
        if (cursor == null) {
            return 0;
        }
        if (!SEQUENCE.matcher(cursor).matches()) {
            throw Refusal.parameter("cursor", "must be the next_cursor of an earlier answer");
        }
        return Long.parseLong(cursor);
    }

    /** A cursor that is the id of the last message that was seen. */
    static @Nullable String eventId(@Nullable String cursor) {
        if (cursor != null && !EVENT_ID.matcher(cursor).matches()) {
            throw Refusal.parameter("cursor", "must be the next_cursor of an earlier answer");
        }
        return cursor;
    }

    static @Nullable String idempotencyKey(@Nullable String key) {
        if (key != null && !KEY.matcher(key).matches()) {
            throw Refusal.parameter("Idempotency-Key", "must be 1 to 255 printable ASCII characters without spaces");
        }
        return key;
    }
}
