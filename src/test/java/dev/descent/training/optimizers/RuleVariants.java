package dev.descent.training.optimizers;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Strategy;
import dev.descent.training.Optimizer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every first-order rule with its default options and with every combination of those that choose between formulas: flags,
 * enums, what may be null, and momentum, which may be 0.
 */
final class RuleVariants {
    private static final double SOME_MOMENTUM = 0.8;
    private static final double SOME_NUMBER = 0.5;
    private static final long SOME_COUNT = 3;

    private RuleVariants() {}

    static List<Optimizer> all() {
        return new ClassFileImporter()
                .importPackages("dev.descent.training.optimizers").stream()
                        .filter(c -> c.isAnnotatedWith(Strategy.class))
                        .map(RuleVariants::withDefaults)
                        .flatMap(defaults -> of(defaults).map(Optimizer.class::cast))
                        .toList();
    }

    /** The same rule with another value of an option, wherever it stands; empty where there is no such option. */
    static Optional<Optimizer> with(Optimizer rule, String option, Object value) {
        return changed((Record) rule, option, value).map(Optimizer.class::cast);
    }

    private static Optional<Record> changed(Record record, String option, Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        @Nullable Object[] values = values(record);
        for (int i = 0; i < components.length; i++) {
            if (components[i].getName().equals(option)) {
                values[i] = value;
                return create(record.getClass(), values);
            }
            Optional<Record> inner =
                    values[i] instanceof Record nested ? changed(nested, option, value) : Optional.empty();
            if (inner.isPresent()) {
                values[i] = inner.get();
                return create(record.getClass(), values);
            }
        }
        return Optional.empty();
    }

    private static Record withDefaults(JavaClass type) {
        try {
            return (Record) type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    private static Stream<Record> of(Record defaults) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        @Nullable Object[] values = values(defaults);
        List<@Nullable Object[]> combinations = new ArrayList<>();
        combinations.add(values);
        for (int i = 0; i < components.length; i++) {
            List<@Nullable Object[]> longer = new ArrayList<>();
            for (@Nullable Object[] combination : combinations) {
                for (Object choice : choices(components[i], values[i])) {
                    @Nullable Object[] copy = combination.clone();
                    copy[i] = choice;
                    longer.add(copy);
                }
            }
            combinations = longer;
        }
        return combinations.stream().flatMap(chosen -> create(defaults.getClass(), chosen).stream());
    }

    private static List<@Nullable Object> choices(RecordComponent component, @Nullable Object value) {
        Class<?> type = component.getType();
        if (type == boolean.class) {
            return List.of(true, false);
        }
        if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        }
        if (type == Double.class || type == Long.class) {
            return Arrays.asList(null, type == Double.class ? (Object) SOME_NUMBER : (Object) SOME_COUNT);
        }
        if (component.getName().equals("momentum")) {
            return List.of(0.0, SOME_MOMENTUM);
        }
        return value instanceof Record nested ? List.copyOf(of(nested).toList()) : Arrays.asList(value);
    }

    private static @Nullable Object[] values(Record record) {
        return Arrays.stream(record.getClass().getRecordComponents())
                .map(component -> {
                    try {
                        return component.getAccessor().invoke(record);
                    } catch (ReflectiveOperationException e) {
                        throw new LinkageError(component.toString(), e);
                    }
                })
                .toArray();
    }

    /** Empty where options contradict each other. */
    private static Optional<Record> create(Class<? extends Record> type, @Nullable Object[] values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return Optional.of(type.getConstructor(types).newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidOptions) {
                return Optional.empty();
            }
            throw new LinkageError(type.getName(), e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }
}
