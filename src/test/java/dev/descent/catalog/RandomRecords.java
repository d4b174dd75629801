package dev.descent.catalog;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Random instances of any record, with every option within its bounds. */
final class RandomRecords {
    private static final int DEEPEST = 3;
    private static final int LONGEST = 4;
    private static final double LARGEST = 1e300;

    private final Catalog catalog;

    RandomRecords(Catalog catalog) {
        this.catalog = catalog;
    }

    Arbitrary<Record> of(RecordType type) {
        return of(type, 0);
    }

    private Arbitrary<Record> of(RecordType type, int depth) {
        List<Arbitrary<Object>> values = new ArrayList<>();
        for (Field field : type.fields()) {
            Arbitrary<Object> value = of(field.type(), field.option(), depth);
            values.add(field.nullable() ? value.injectNull(0.3) : value);
        }
        // Rules between options are known to the constructor alone.
        return Combinators.combine(values)
                .as(chosen -> created(type, chosen))
                .filter(Optional::isPresent)
                .map(Optional::get);
    }

    private static Optional<Record> created(RecordType type, List<Object> values) {
        try {
            return Optional.of(type.create(values.toArray()));
        } catch (InvalidOptions e) {
            return Optional.empty();
        }
    }

    private Arbitrary<Object> of(ValueType type, @Nullable Option option, int depth) {
        if (type instanceof ValueType.Whole whole) {
            return whole(whole, option).asGeneric();
        }
        if (type instanceof ValueType.Decimal) {
            return decimal(option).asGeneric();
        }
        if (type instanceof ValueType.Flag) {
            return Arbitraries.of(true, false).asGeneric();
        }
        if (type instanceof ValueType.Text) {
            int least = option == null ? 0 : option.minSize();
            int most = option == null ? LONGEST : Math.min(option.maxSize(), least + LONGEST);
            return Arbitraries.strings()
                    .excludeChars(surrogates())
                    .ofMinLength(least)
                    .ofMaxLength(most)
                    .asGeneric();
        }
        if (type instanceof ValueType.Span) {
            return Arbitraries.longs()
                    .between(1, Long.MAX_VALUE / 1000)
                    .map(Duration::ofMillis)
                    .asGeneric();
        }
        if (type instanceof ValueType.Choice choice) {
            return Arbitraries.of(choice.constants()).asGeneric();
        }
        if (type instanceof ValueType.ListOf list) {
            return list(list, option, depth);
        }
        if (type instanceof ValueType.MapOf map) {
            return Arbitraries.maps(
                            Arbitraries.strings()
                                    .alpha()
                                    .numeric()
                                    .withChars("/~ .")
                                    .ofMinLength(1)
                                    .ofMaxLength(6),
                            of(map.value(), null, depth))
                    .ofMaxSize(LONGEST)
                    .asGeneric();
        }
        if (type instanceof ValueType.Nested nested) {
            return of(RecordType.of(nested.type()), depth).asGeneric();
        }
        if (type instanceof ValueType.OneOf oneOf) {
            return member(catalog.family(oneOf.family()), depth + 1);
        }
        throw new IllegalStateException("no random " + type);
    }

    private static char[] surrogates() {
        char[] all = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return all;
    }

    private Arbitrary<Object> list(ValueType.ListOf list, @Nullable Option option, int depth) {
        boolean empty = list.element() instanceof ValueType.OneOf oneOf
                && catalog.family(oneOf.family()).members().isEmpty();
        int least = option == null ? 0 : option.minSize();
        int most = option == null ? LONGEST : Math.min(option.maxSize(), least + LONGEST);
        if (empty || (depth >= DEEPEST && least == 0)) {
            return Arbitraries.just(List.of()).asGeneric();
        }
        Arbitrary<Object> element = of(list.element(), option, depth);
        return (list.nullable() ? element.injectNull(0.3) : element)
                .list()
                .ofMinSize(least)
                .ofMaxSize(depth >= DEEPEST ? least : most)
                .asGeneric();
    }

    private Arbitrary<Object> member(StrategyFamily family, int depth) {
        List<RecordType> members = family.members().values().stream()
                .filter(member -> depth <= DEEPEST || !holds(member, family))
                .toList();
        return Arbitraries.of(members).flatMap(member -> of(member, depth)).asGeneric();
    }

    private static boolean holds(RecordType member, StrategyFamily family) {
        return member.fields().stream()
                .map(field -> field.type() instanceof ValueType.ListOf list ? list.element() : field.type())
                .anyMatch(type -> type.equals(new ValueType.OneOf(family.type())));
    }

    private static Arbitrary<Number> whole(ValueType.Whole type, @Nullable Option option) {
        double least =
                option == null ? type.least() : Math.max(Math.max(option.min(), option.above() + 1), type.least());
        double most = option == null
                ? type.greatest()
                : Math.min(Math.min(option.max(), option.below() - 1), type.greatest());
        return Arbitraries.longs()
                .between((long) Math.ceil(least), (long) Math.floor(most))
                .map(type::of);
    }

    /** Of full precision, with the ends of the range. */
    private static Arbitrary<Double> decimal(@Nullable Option option) {
        double least =
                option == null ? -LARGEST : Math.max(-LARGEST, Math.max(option.min(), Math.nextUp(option.above())));
        double most =
                option == null ? LARGEST : Math.min(LARGEST, Math.min(option.max(), Math.nextDown(option.below())));
        return Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(least, most)),
                Tuple.of(
                        8,
                        Arbitraries.randomValue(random ->
                                Math.min(most, Math.max(least, least + (most - least) * random.nextDouble())))));
    }

    /** Every record that a job spec can hold, by simple name: strategies and plain records. */
    static Map<String, RecordType> reachable(Catalog catalog, Class<?>... roots) {
        Map<String, RecordType> found = new TreeMap<>();
        for (Class<?> root : roots) {
            collect(catalog, root, found);
        }
        return found;
    }

    private static void collect(Catalog catalog, Class<?> type, Map<String, RecordType> found) {
        if (!type.isRecord()) {
            catalog.family(type).members().values().forEach(member -> collect(catalog, member.javaType(), found));
            return;
        }
        RecordType record = RecordType.of(type.asSubclass(Record.class));
        if (found.put(type.getName(), record) == null) {
            record.fields().forEach(field -> collect(catalog, field.type(), found));
        }
    }

    private static void collect(Catalog catalog, ValueType type, Map<String, RecordType> found) {
        if (type instanceof ValueType.Nested nested) {
            collect(catalog, nested.type(), found);
        } else if (type instanceof ValueType.OneOf oneOf) {
            collect(catalog, oneOf.family(), found);
        } else if (type instanceof ValueType.ListOf list) {
            collect(catalog, list.element(), found);
        } else if (type instanceof ValueType.MapOf map) {
            collect(catalog, map.value(), found);
        }
    }
}
