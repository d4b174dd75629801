package dev.descent.datasets.reading;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The categories of a column and the code of each way to write them.
 *
 * <p>If all values are numbers, 1 and 1.0 are one category, and they are ordered by size. If all are true or false in any
 * case, they become lower case. Otherwise the texts stand as they are, in the order of their UTF-16 units. So the same
 * data have the same categories whatever file they came in.
 */
final class Categories {
    private final List<String> names;
    private final Map<String, Integer> codes = new HashMap<>();

    Categories(Collection<String> values) {
        boolean numeric = !values.isEmpty() && values.stream().allMatch(v -> number(v) != null);
        boolean logical = !values.isEmpty() && values.stream().allMatch(Categories::isLogical);
        Comparator<String> order =
                numeric ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder();
        TreeSet<String> sorted = new TreeSet<>(order);
        for (String value : values) {
            sorted.add(name(value, numeric, logical));
        }
        names = new ArrayList<>(sorted);
        Map<String, Integer> byName = new HashMap<>();
        for (String name : names) {
            byName.put(name, byName.size());
        }
        for (String value : values) {
            codes.put(value, byName.get(name(value, numeric, logical)));
        }
    }

    List<String> names() {
        return names;
    }

    /** -1 for a missing value. */
    int code(@Nullable String value) {
        return value == null ? -1 : codes.getOrDefault(value, -1);
    }

    /** A number as it is written everywhere: without a fraction if it is whole. */
    static String text(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private static String name(String value, boolean numeric, boolean logical) {
        if (numeric) {
            return text(Double.parseDouble(value));
        }
        return logical ? value.toLowerCase(Locale.ROOT) : value;
    }

    private static boolean isLogical(String value) {
        return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
    }

    private static @Nullable Double number(String value) {
        try {
            // Java also reads "1d" and "0x1p3", which no other reader takes for numbers.
            return value.matches("[-+.0-9eE]+") ? Double.valueOf(value) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
