package dev.descent.catalog;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes instances of records whose required options nobody has given: to learn the defaults of the others.
 *
 * <p>Two variants give different required options, so that a default which depends on them shows itself.
 */
final class Samples {
    private static final int DEEPEST = 8;

    private final Catalog catalog;

    Samples(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A valid instance with default options, if one is found. */
    Optional<Record> of(RecordType type) {
        return of(type, 0, 0);
    }

    /** A valid value of an option, if one is found. */
    Optional<Object> value(ValueType type, @Nullable Option option) {
        return value(type, option, 0, 0);
    }

    /** The defaults that do not depend on required options, by wire name; values may be null. */
    Map<String, @Nullable Object> defaults(RecordType type) {
        Record first = of(type, 0, 0).orElse(null);
        Record second = of(type, 1, 0).orElse(first);
        Map<String, @Nullable Object> defaults = new HashMap<>();
        if (first != null && second != null) {
            collect(type, first, second, false, defaults);
        }
        return defaults;
    }

    private static void collect(
            RecordType type, Record first, Record second, boolean inner, Map<String, @Nullable Object> defaults) {
        for (Field field : type.fields()) {
            Object a = field.of(first);
            Object b = field.of(second);
            if (field.unwrapped() && a instanceof Record innerA && b instanceof Record innerB) {
                collect(field.inner(), innerA, innerB, inner || !field.required(), defaults);
            } else if ((inner || !field.required()) && Objects.equals(a, b)) {
                defaults.put(field.wire(), a);
            }
        }
    }

    private Optional<Record> of(RecordType type, int variant, int depth) {
        List<Field> required = type.required();
        @Nullable Object[] values = new @Nullable Object[required.size()];
        for (int i = 0; i < values.length; i++) {
            Optional<Object> value =
                    value(required.get(i).type(), required.get(i).option(), variant, depth);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values[i] = value.get();
        }
        try {
            return Optional.of(type.createShortest(values));
        } catch (InvalidOptions e) {
            return Optional.empty();
        }
    }

    private Optional<Object> value(ValueType type, @Nullable Option option, int variant, int depth) {
        if (depth > DEEPEST) {
            return Optional.empty();
        }
        if (type instanceof ValueType.Whole whole) {
            double number = Math.max(Math.min(1 + variant, greatest(option, 1)), least(option, 1));
            return Optional.of(whole.of((long) number));
        }
        if (type instanceof ValueType.Decimal) {
            return Optional.of(decimal(option, variant));
        }
        if (type instanceof ValueType.Flag) {
            return Optional.of(variant == 0);
        }
        if (type instanceof ValueType.Text) {
            return Optional.of("a".repeat(size(option, variant)));
        }
        if (type instanceof ValueType.Span) {
            return Optional.of(Duration.ofMinutes(1 + variant));
        }
        if (type instanceof ValueType.Choice choice) {
            return Optional.of(
                    choice.constants().get(variant % choice.constants().size()));
        }
        if (type instanceof ValueType.ListOf list) {
            return value(list.element(), option, variant, depth + 1)
                    .map(element -> Collections.nCopies(size(option, variant), element));
        }
        if (type instanceof ValueType.MapOf map) {
            return value(map.value(), null, variant, depth + 1).map(element -> Map.of("a", element));
        }
        if (type instanceof ValueType.Nested nested) {
            return of(RecordType.of(nested.type()), variant, depth + 1).map(record -> record);
        }
        if (type instanceof ValueType.OneOf oneOf) {
            return member(catalog.family(oneOf.family()), variant, depth + 1);
        }
        throw new IllegalStateException("no sample of " + type);
    }

    /** The simplest member: the one that requires least. */
    private Optional<Object> member(StrategyFamily family, int variant, int depth) {
        return family.members().values().stream()
                .sorted(Comparator.comparingInt(type -> type.required().size()))
                .flatMap(type -> of(type, variant, depth).stream())
                .skip(family.members().size() > 1 ? variant : 0)
                .map(record -> (Object) record)
                .findFirst();
    }

    private static double decimal(@Nullable Option option, int variant) {
        double least = least(option, 0);
        double greatest = greatest(option, 0);
        if (Double.isFinite(least) && Double.isFinite(greatest)) {
            return least + (greatest - least) * (1 + variant) / 4;
        }
        return Math.max(Math.min(1 + variant, greatest - 1), least + 1);
    }

    private static int size(@Nullable Option option, int variant) {
        return option == null ? 1 + variant : Math.min(Math.max(1, option.minSize()) + variant, option.maxSize());
    }

    /** @param step how far a value must stay from an exclusive bound */
    private static double least(@Nullable Option option, int step) {
        return option == null ? Double.NEGATIVE_INFINITY : Math.max(option.min(), option.above() + step);
    }

    private static double greatest(@Nullable Option option, int step) {
        return option == null ? Double.POSITIVE_INFINITY : Math.min(option.max(), option.below() - step);
    }
}
