package dev.descent.datasets.generated;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Names;
import dev.descent.spec.Violation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The name of a generated set with its options: {@code two_moons?rows=2000&seed=7}.
 *
 * @param name the normal form: options in the order of the record, without those that have their default, so that each
 *     set has one name
 */
public record GeneratedName(String name, GeneratedSet set) {
    private static final String POINTER = "/dataset";
    private static final Map<String, Class<? extends GeneratedSet>> SETS = sets();

    private static Map<String, Class<? extends GeneratedSet>> sets() {
        Map<String, Class<? extends GeneratedSet>> sets = new LinkedHashMap<>();
        for (Class<? extends GeneratedSet> type : List.of(
                XorClusters.class, TwoMoons.class, GaussianMixture.class, LinearRegression.class, Glyphs.class)) {
            sets.put(Names.wire(type.getSimpleName()), type);
        }
        return sets;
    }

    /** The names of all generated sets, without options. */
    public static List<String> names() {
        return List.copyOf(SETS.keySet());
    }

    /**
     * Reads a name with options.
     *
     * @return empty if no generated set has this name
     * @throws InvalidOptions with every fault of the options, all at the pointer {@code /dataset}
     */
    public static Optional<GeneratedName> parse(String text) {
        int mark = text.indexOf('?');
        String base = mark < 0 ? text : text.substring(0, mark);
        Class<? extends GeneratedSet> type = SETS.get(base);
        return type == null
                ? Optional.empty()
                : Optional.of(parse(base, type, mark < 0 ? "" : text.substring(mark + 1)));
    }

    private static GeneratedName parse(String base, Class<? extends GeneratedSet> type, String query) {
        List<Violation> faults = new ArrayList<>();
        RecordComponent[] options = type.getRecordComponents();
        GeneratedSet defaults = make(type, new Class<?>[0]);
        Object[] values = new Object[options.length];
        for (int i = 0; i < options.length; i++) {
            values[i] = value(options[i], defaults);
        }
        List<String> seen = new ArrayList<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            int index = index(options, sides[0]);
            if (index < 0) {
                faults.add(fault(
                        "unknown_field",
                        "the data set " + base + " has no option \"" + sides[0]
                                + "\"; its options are "
                                + Arrays.stream(options)
                                        .map(o -> Names.wire(o.getName()))
                                        .collect(Collectors.joining(", "))));
            } else if (seen.contains(sides[0])) {
                faults.add(fault("duplicate_field", "the option " + sides[0] + " is given twice"));
            } else {
                seen.add(sides[0]);
                try {
                    values[index] = number(options[index], sides.length < 2 ? "" : sides[1]);
                } catch (NumberFormatException e) {
                    faults.add(fault(
                            "wrong_type",
                            "the option " + sides[0] + " must be "
                                    + (options[index].getType() == double.class ? "a number" : "a whole number")
                                    + " but is \"" + (sides.length < 2 ? "" : sides[1]) + "\""));
                }
            }
        }
        GeneratedSet set = defaults;
        try {
            set = make(
                    type, Arrays.stream(options).map(RecordComponent::getType).toArray(Class<?>[]::new), values);
        } catch (InvalidOptions e) {
            for (Violation violation : e.violations()) {
                faults.add(fault(
                        violation.code(),
                        "the option " + violation.pointer().substring(1) + " " + violation.message()));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidOptions(faults);
        }
        return new GeneratedName(base + suffix(options, set, defaults), set);
    }

    private static String suffix(RecordComponent[] options, GeneratedSet set, GeneratedSet defaults) {
        List<String> pairs = new ArrayList<>();
        for (RecordComponent option : options) {
            if (!value(option, set).equals(value(option, defaults))) {
                pairs.add(Names.wire(option.getName()) + "=" + value(option, set));
            }
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static Violation fault(String code, String message) {
        return new Violation(POINTER, code, message);
    }

    private static int index(RecordComponent[] options, String name) {
        for (int i = 0; i < options.length; i++) {
            if (Names.wire(options[i].getName()).equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Object number(RecordComponent option, String text) {
        if (option.getType() == int.class) {
            return Integer.valueOf(text);
        }
        return option.getType() == long.class ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
    }

    private static Object value(RecordComponent option, GeneratedSet set) {
        try {
            return option.getAccessor().invoke(set);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneratedSet make(Class<? extends GeneratedSet> type, Class<?>[] parameters, Object... values) {
        try {
            Constructor<? extends GeneratedSet> constructor = type.getDeclaredConstructor(parameters);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidOptions invalid) {
                throw invalid;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
