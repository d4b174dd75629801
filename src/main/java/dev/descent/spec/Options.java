package dev.descent.spec;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Enforces the bounds that {@link Option} declares. */
public final class Options {
    /** Kept, because a class makes its components and their annotations anew for whoever asks. */
    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            return type.getRecordComponents();
        }
    };

    private Options() {}

    /**
     * Checks the values of all components of a record, in order, against their declared bounds. Called from compact
     * constructors, so that no instance out of bounds exists.
     *
     * @throws InvalidOptions naming every component out of bounds
     */
    public static void check(Class<? extends Record> type, @Nullable Object... values) {
        RecordComponent[] components = COMPONENTS.get(type);
        if (components.length != values.length) {
            throw new IllegalStateException(type.getSimpleName() + " has " + components.length + " components but "
                    + values.length + " values were checked");
        }
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Option option = components[i].getAnnotation(Option.class);
            Object value = values[i];
            if (option != null && value != null) {
                check(option, components[i].getName(), value, violations);
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidOptions(violations);
        }
    }

    /** What is wrong with a number, or nothing: {@code must be at least 0 but is -1}. */
    public static Optional<String> fault(Option option, Number number) {
        double x = number.doubleValue();
        String rule = null;
        if (!Double.isFinite(x)) {
            rule = "a finite number";
        } else if (x < option.min()) {
            rule = "at least " + plain(option.min());
        } else if (x <= option.above()) {
            rule = "greater than " + plain(option.above());
        } else if (x > option.max()) {
            rule = "at most " + plain(option.max());
        } else if (x >= option.below()) {
            rule = "less than " + plain(option.below());
        }
        return rule == null ? Optional.empty() : Optional.of("must be " + rule + " but is " + number);
    }

    /** What is wrong with a number of elements, characters or entries, or nothing. */
    public static Optional<String> fault(Option option, int size, String unit) {
        if (size < option.minSize()) {
            return Optional.of("must have at least " + option.minSize() + " " + unit + " but has " + size);
        }
        if (size > option.maxSize()) {
            return Optional.of("must have at most " + option.maxSize() + " " + unit + " but has " + size);
        }
        return Optional.empty();
    }

    private static void check(Option option, String component, Object value, List<Violation> violations) {
        Optional<String> fault = Optional.empty();
        if (value instanceof Number number) {
            fault = fault(option, number);
        } else if (value instanceof CharSequence text) {
            fault = fault(option, text.length(), "characters");
        } else if (value instanceof Map<?, ?> map) {
            fault = fault(option, map.size(), "entries");
        } else if (value instanceof Collection<?> list) {
            fault = fault(option, list.size(), "elements");
            int i = 0;
            for (Object element : list) {
                if (element instanceof Number number) {
                    String place = "/" + i;
                    fault(option, number).ifPresent(message -> violations.add(outOfBounds(component, place, message)));
                }
                i++;
            }
        }
        fault.ifPresent(message -> violations.add(outOfBounds(component, "", message)));
    }

    private static Violation outOfBounds(String component, String place, String message) {
        return new Violation("/" + Names.wire(component) + place, "out_of_bounds", message);
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) && Math.abs(bound) < 1e15
                ? Long.toString((long) bound)
                : Double.toString(bound);
    }
}
