package dev.descent.catalog;

import dev.descent.spec.Family;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an option can hold, as far as the wire is concerned. */
sealed interface ValueType {
    /** An integer, on the range of int or of long. */
    record Whole(boolean isLong) implements ValueType {
        long least() {
            return isLong ? Long.MIN_VALUE : Integer.MIN_VALUE;
        }

        long greatest() {
            return isLong ? Long.MAX_VALUE : Integer.MAX_VALUE;
        }

        Number of(long value) {
            return isLong ? (Number) value : (Number) Math.toIntExact(value);
        }
    }

    record Decimal() implements ValueType {}

    record Flag() implements ValueType {}

    record Text() implements ValueType {}

    /** An ISO 8601 duration. */
    record Span() implements ValueType {}

    record Choice(List<? extends Enum<?>> constants) implements ValueType {}

    record ListOf(ValueType element, boolean nullable) implements ValueType {}

    /** An object with names of the client's choosing. */
    record MapOf(ValueType value) implements ValueType {}

    record Nested(Class<? extends Record> type) implements ValueType {}

    record OneOf(Class<?> family) implements ValueType {}

    /** @throws IllegalArgumentException for a Java type that has no form on the wire */
    static ValueType of(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (annotated instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            Class<?> raw = raw(generic);
            if (raw == List.class) {
                return new ListOf(of(arguments[0]), isNullable(arguments[0]));
            }
            if (raw == Map.class && arguments[0].getType() == String.class && !isNullable(arguments[1])) {
                return new MapOf(of(arguments[1]));
            }
        } else if (type instanceof Class<?> javaClass) {
            return of(javaClass);
        }
        throw new IllegalArgumentException(type.getTypeName() + " has no form in JSON");
    }

    static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static ValueType of(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return new Whole(false);
        }
        if (type == long.class || type == Long.class) {
            return new Whole(true);
        }
        if (type == double.class || type == Double.class) {
            return new Decimal();
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Flag();
        }
        if (type == String.class) {
            return new Text();
        }
        if (type == Duration.class) {
            return new Span();
        }
        if (type.isEnum()) {
            return new Choice(List.of(type.asSubclass(Enum.class).getEnumConstants()).stream()
                    .map(constant -> (Enum<?>) constant)
                    .toList());
        }
        if (type.isRecord()) {
            return new Nested(type.asSubclass(Record.class));
        }
        if (type.isInterface() && type.isAnnotationPresent(Family.class)) {
            return new OneOf(type);
        }
        throw new IllegalArgumentException(type.getTypeName() + " has no form in JSON");
    }

    private static @Nullable Class<?> raw(AnnotatedParameterizedType type) {
        return ((java.lang.reflect.ParameterizedType) type.getType()).getRawType() instanceof Class<?> raw ? raw : null;
    }
}
