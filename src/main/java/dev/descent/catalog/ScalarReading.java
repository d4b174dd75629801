package dev.descent.catalog;

import dev.descent.spec.Names;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads numbers, flags, texts, choices and durations, and checks their bounds. */
final class ScalarReading {
    private static final int LONGEST_SHOWN = 64;

    /** Integers beyond 2^53 written with a fraction or an exponent may have been rounded before we see them. */
    private static final double LARGEST_EXACT = 0x1p53;

    private final Faults faults;

    ScalarReading(Faults faults) {
        this.faults = faults;
    }

    Object read(JsonNode node, ValueType type, @Nullable Option option, Place place) {
        if (type instanceof ValueType.Whole whole) {
            return whole(node, whole, option, place);
        }
        if (type instanceof ValueType.Decimal) {
            return decimal(node, option, place);
        }
        if (type instanceof ValueType.Flag) {
            return node.isBoolean() ? (Boolean) node.booleanValue() : wrongType(node, "true or false", place);
        }
        if (type instanceof ValueType.Choice choice) {
            return choice(node, choice, place);
        }
        if (type instanceof ValueType.Text) {
            return text(node, option, place);
        }
        if (type instanceof ValueType.Span) {
            return span(node, place);
        }
        throw new IllegalStateException("no scalar: " + type);
    }

    private Object whole(JsonNode node, ValueType.Whole type, @Nullable Option option, Place place) {
        if (!node.isNumber()) {
            return wrongType(node, "an integer", place);
        }
        double approximate = approximate(node);
        boolean exact = node.isIntegralNumber();
        if (!exact && approximate != Math.rint(approximate)) {
            return wrongType(node, "an integer", place);
        }
        boolean fits = exact
                ? node.canConvertToLong() && node.longValue() >= type.least() && node.longValue() <= type.greatest()
                : Math.abs(approximate) <= LARGEST_EXACT
                        && approximate >= type.least()
                        && approximate <= type.greatest();
        if (fits) {
            Number value = type.of(exact ? node.longValue() : (long) approximate);
            return bounded(value, option, place);
        }
        Number value = exact ? node.numberValue() : (Number) approximate;
        return fault(
                place,
                "out_of_bounds",
                () -> Optional.ofNullable(option)
                        .flatMap(bounds -> Options.fault(bounds, value))
                        .orElse("must be an integer from " + type.least() + " to " + type.greatest() + " but is "
                                + show(node)));
    }

    private Object decimal(JsonNode node, @Nullable Option option, Place place) {
        if (!node.isNumber()) {
            return wrongType(node, "a number", place);
        }
        double value = approximate(node);
        if (Double.isFinite(value)) {
            return bounded(value, option, place);
        }
        return fault(
                place, "out_of_bounds", () -> "must be at most " + Double.MAX_VALUE + " in size but is " + show(node));
    }

    private Object bounded(Number value, @Nullable Option option, Place place) {
        Optional<String> fault = option == null ? Optional.empty() : Options.fault(option, value);
        return fault.isEmpty() ? value : fault(place, "out_of_bounds", fault::get);
    }

    /** Integers of any length become infinite where Jackson's own conversion would refuse them. */
    private static double approximate(JsonNode node) {
        return node.numberValue().doubleValue();
    }

    private Object text(JsonNode node, @Nullable Option option, Place place) {
        if (!node.isString()) {
            return wrongType(node, "a string", place);
        }
        String text = node.stringValue();
        Optional<String> fault = option == null ? Optional.empty() : Options.fault(option, text.length(), "characters");
        return fault.isEmpty() ? text : fault(place, "out_of_bounds", fault::get);
    }

    private Object choice(JsonNode node, ValueType.Choice type, Place place) {
        if (!node.isString()) {
            return wrongType(node, "a string", place);
        }
        for (Enum<?> constant : type.constants()) {
            if (Names.wire(constant.name()).equals(node.stringValue())) {
                return constant;
            }
        }
        return fault(place, "invalid", () -> "must be one of " + choices(type) + " but is " + show(node));
    }

    private static String choices(ValueType.Choice type) {
        return type.constants().stream()
                .map(constant -> Names.wire(constant.name()))
                .collect(Collectors.joining(", "));
    }

    private Object span(JsonNode node, Place place) {
        if (!node.isString()) {
            return wrongType(node, "a string with an ISO 8601 duration, such as PT30M,", place);
        }
        try {
            return Duration.parse(node.stringValue());
        } catch (DateTimeParseException | ArithmeticException e) {
            return fault(place, "invalid", () -> "must be an ISO 8601 duration, such as PT30M, but is " + show(node));
        }
    }

    private Object wrongType(JsonNode node, String expected, Place place) {
        return fault(place, "wrong_type", () -> "must be " + expected + " but is " + show(node));
    }

    private Object fault(Place place, String code, Supplier<String> message) {
        faults.add(place, code, message);
        return ObjectReading.BROKEN;
    }

    /** A value as a message shows it. */
    static String show(JsonNode node) {
        if (node.isObject()) {
            return "an object";
        }
        if (node.isArray()) {
            return "a list";
        }
        return node.isString() ? "the string " + quote(node.stringValue()) : shorten(node.toString());
    }

    static String quote(String text) {
        return '"' + shorten(text) + '"';
    }

    private static String shorten(String text) {
        if (text.length() <= LONGEST_SHOWN) {
            return text;
        }
        // Half a surrogate pair could not be written as UTF-8.
        boolean splits = Character.isHighSurrogate(text.charAt(LONGEST_SHOWN - 1));
        return text.substring(0, splits ? LONGEST_SHOWN - 1 : LONGEST_SHOWN) + "...";
    }
}
