package dev.descent.spec;

import java.util.Locale;

/** The one rule between Java names and wire names: {@code maxNorm} is {@code max_norm}. */
public final class Names {
    private Names() {}

    /** {@code maxNorm} as {@code max_norm}; enum constants such as {@code ONE_HOT} as {@code one_hot}. */
    public static String wire(String javaName) {
        if (javaName.equals(javaName.toUpperCase(Locale.ROOT))) {
            return javaName.toLowerCase(Locale.ROOT);
        }
        return javaName.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
