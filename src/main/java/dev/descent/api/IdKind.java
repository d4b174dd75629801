package dev.descent.api;

import dev.descent.api.errors.Refusal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of ids, which their prefixes tell apart. */
enum IdKind {
    JOB("job_", "a job"),
    DATASET("ds_", "a data set"),
    MODEL("model_", "a model"),
    PROJECT("proj_", "a project"),
    API_KEY("key_", "an API key"),
    WEBHOOK("wh_", "a webhook");

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private final String prefix;
    private final String noun;

    IdKind(String prefix, String noun) {
        this.prefix = prefix;
        this.noun = noun;
    }

    /** Refuses what cannot be an id of this kind, and says so if it is one of another kind. */
    String require(String id) {
        requireNoOther(id);
        if (!FORM.matcher(id).matches()) {
            throw missing(id);
        }
        return id;
    }

    /** For places where a name can stand for an id. */
    String requireNoOther(String idOrName) {
        for (IdKind other : values()) {
            if (other != this && idOrName.startsWith(other.prefix)) {
                throw Refusal.notFound("\"" + idOrName + "\" is the id of " + other.noun + ", not of " + noun + ".");
            }
        }
        if (idOrName.indexOf('\0') >= 0) {
            throw missing(idOrName);
        }
        return idOrName;
    }

    /** The id of the last element of the page before; null for the first page. */
    @Nullable
    String cursor(@Nullable String cursor) {
        if (cursor != null
                && !(cursor.startsWith(prefix) && FORM.matcher(cursor).matches())) {
            throw Refusal.parameter("cursor", "must be the next_cursor of an earlier answer");
        }
        return cursor;
    }

    Refusal missing(String id) {
        return Refusal.notFound("There is no " + noun.substring(noun.indexOf(' ') + 1) + " with the id "
                + (this == DATASET ? "or name " : "") + "\"" + id + "\".");
    }
}
