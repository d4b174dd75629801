package dev.descent.datasets;

import dev.descent.spec.InvalidOptions;
import java.util.regex.Pattern;

/** What names of data sets look like: none is taken for an id. */
final class NameRule {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,99}");

    private NameRule() {}

    /** @throws InvalidOptions at {@code /name} if it breaks the rule */
    static void require(String name) {
        if (!NAME.matcher(name).matches() || name.startsWith(Dataset.ID_PREFIX)) {
            throw new InvalidOptions(
                    "/name",
                    "invalid_name",
                    "the name must have 1 to 100 letters, digits, spaces, dots, underscores or hyphens, begin with a"
                            + " letter or digit, and not begin with " + Dataset.ID_PREFIX + ", but is \"" + name
                            + "\"");
        }
    }
}
