package dev.descent.catalog;

import dev.descent.spec.Names;
import dev.descent.spec.Option;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a record says about itself: its fields, which of them are required, and how instances are made. */
final class RecordType {
    /** The field that names a strategy. */
    static final String TYPE = "type";

    private static final ClassValue<RecordType> TYPES = new ClassValue<>() {
        @Override
        protected RecordType computeValue(Class<?> type) {
            return new RecordType(type.asSubclass(Record.class));
        }
    };

    private final Class<? extends Record> javaType;
    private final Constructor<? extends Record> canonical;
    private final Constructor<? extends Record> shortest;
    private final List<Field> fields;
    private final List<Field> required;
    private final Set<String> names;

    private RecordType(Class<? extends Record> javaType) {
        this.javaType = javaType;
        RecordComponent[] components = javaType.getRecordComponents();
        this.canonical = canonical(javaType, components);
        this.shortest = shortest(javaType);
        List<String> requiredNames =
                Arrays.stream(shortest.getParameters()).map(Parameter::getName).toList();
        List<Field> found = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            found.add(field(i, components[i], requiredNames.contains(components[i].getName())));
        }
        this.fields = List.copyOf(found);
        this.required = requiredNames.stream().map(this::field).toList();
        this.names = Collections.unmodifiableSet(names());
    }

    /**
     * @throws IllegalStateException if the record breaks the conventions of strategies; the message says which and
     *     where
     */
    static RecordType of(Class<? extends Record> type) {
        return TYPES.get(type);
    }

    Class<? extends Record> javaType() {
        return javaType;
    }

    Optional<Strategy> strategy() {
        return Optional.ofNullable(javaType.getAnnotation(Strategy.class));
    }

    List<Field> fields() {
        return fields;
    }

    /** The fields of this record with those of its unwrapped components in their places. */
    List<Field> wireFields() {
        return fields.stream()
                .flatMap(f -> f.unwrapped() ? f.inner().wireFields().stream() : Stream.of(f))
                .toList();
    }

    /** Every name that a JSON object of this record may have, {@code type} included for strategies. */
    Set<String> wireNames() {
        return names;
    }

    /** The fields without a default, in the order of the shortest constructor. */
    List<Field> required() {
        return required;
    }

    /** The wire names of the fields that have no default, those of unwrapped components included. */
    List<String> requiredNames() {
        return fields.stream()
                .filter(Field::required)
                .flatMap(f -> f.unwrapped() ? f.inner().requiredNames().stream() : Stream.of(f.wire()))
                .toList();
    }

    Record create(@Nullable Object[] values) {
        return Reflection.call(() -> canonical.newInstance(values));
    }

    /** An instance with the default of every option that is not given. */
    Record createShortest(@Nullable Object[] requiredValues) {
        return Reflection.call(() -> shortest.newInstance(requiredValues));
    }

    private Field field(String name) {
        return fields.stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> broken("its shortest constructor has a parameter " + name + " that is no component"));
    }

    private Field field(int index, RecordComponent component, boolean isRequired) {
        ValueType type;
        try {
            type = ValueType.of(component.getAnnotatedType());
        } catch (IllegalArgumentException e) {
            throw broken("component " + component.getName() + ": " + e.getMessage());
        }
        boolean nullable = ValueType.isNullable(component.getAnnotatedType());
        boolean unwrapped = component.isAnnotationPresent(Unwrapped.class);
        if (unwrapped && (nullable || !(type instanceof ValueType.Nested))) {
            throw broken("component " + component.getName() + " is unwrapped, so it must be a record and not null");
        }
        component.getAccessor().setAccessible(true);
        return new Field(
                index,
                component.getName(),
                Names.wire(component.getName()),
                type,
                nullable,
                isRequired,
                unwrapped,
                component.getAnnotation(Option.class),
                component.getAccessor());
    }

    private Set<String> names() {
        Set<String> unique = new LinkedHashSet<>();
        if (strategy().isPresent()) {
            unique.add(TYPE);
        }
        for (Field field : wireFields()) {
            if (!unique.add(field.wire())) {
                throw broken("two of its fields are called " + field.wire());
            }
        }
        return unique;
    }

    private static <T extends Record> Constructor<T> canonical(Class<T> type, RecordComponent[] components) {
        Class<?>[] parameters =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<T> constructor = Reflection.call(() -> type.getDeclaredConstructor(parameters));
        constructor.setAccessible(true);
        return constructor;
    }

    @SuppressWarnings("unchecked") // getDeclaredConstructors of a Class<T> makes Ts
    private Constructor<? extends Record> shortest(Class<? extends Record> type) {
        List<Constructor<?>> byLength = Arrays.stream(type.getDeclaredConstructors())
                .sorted(Comparator.comparingInt(Constructor::getParameterCount))
                .toList();
        Constructor<?> first = byLength.get(0);
        if (byLength.size() > 1 && byLength.get(1).getParameterCount() == first.getParameterCount()) {
            throw broken("two of its constructors are the shortest");
        }
        first.setAccessible(true);
        return (Constructor<? extends Record>) first;
    }

    private IllegalStateException broken(String why) {
        return new IllegalStateException("record " + javaType.getName() + " cannot be a spec: " + why);
    }
}
