package dev.descent.api.fuzz;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Values that programs tend not to expect. */
final class Oddities {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final List<String> STRINGS = List.of(
            "",
            " ",
            "\t\r\n",
            "\0",
            "a\0b",
            "é",
            "日本語",
            "\u202eabc\u05d0\u05d1",
            "\ud83d\ude00",
            "\ud800",
            "a\udc00",
            "\ufeff",
            "\uffff",
            "\u2028",
            "a\u0300\u0301\u0302\u0303\u0304",
            "../../../etc/passwd",
            "..\\..\\boot.ini",
            "/",
            "~",
            "a/b~c",
            "' or 1=1 --",
            "\"; drop table job; --",
            "%s%n%x",
            "%00",
            "%",
            "${a.b:-c}",
            "#{1+1}",
            "<script>alert(1)</script>",
            "null",
            "NaN",
            "-Infinity",
            "1e400",
            "true",
            "0x10",
            "PT1E9S",
            "P-1D",
            "PT0S",
            "P1000000000Y",
            "x\r\nSet-Cookie: a=b",
            "[]",
            "{}");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "-1",
            "1.5",
            "1.0",
            "1e0",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9007199254740993",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "18446744073709551616",
            "1e300",
            "1e308",
            "1e400",
            "-1e400",
            "1e999999999",
            "1e-999999999",
            "1e2147483648",
            "4.9e-324",
            "1e-400",
            "0.1",
            "0.30000000000000000000000000000000000001",
            "NaN",
            "Infinity",
            "-Infinity",
            "01",
            "+1",
            ".5",
            "5.",
            "0x10",
            "1_000",
            "9".repeat(400),
            "1" + "0".repeat(2000),
            "0." + "1".repeat(1200));

    private final List<String> numbers = new ArrayList<>(NUMBERS);

    /** @param document whose bounds, and what is just beyond them, are odd numbers too */
    Oddities(JsonNode document) {
        Set<String> bounds = new TreeSet<>();
        for (String bound : List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")) {
            for (JsonNode value : document.findValues(bound)) {
                if (value.isNumber()) {
                    bounds.add(value.toString());
                    bounds.add(value.decimalValue().add(BigDecimal.ONE).toString());
                    bounds.add(value.decimalValue().subtract(BigDecimal.ONE).toString());
                }
            }
        }
        numbers.addAll(bounds);
    }

    static <T> T of(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    String string(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> "a".repeat(201 + random.nextInt(2000));
            case 1 -> "\u00e9".repeat(50_000);
            default -> of(STRINGS, random);
        };
    }

    JsonNode number(Random random) {
        return JsonText.raw(of(numbers, random));
    }

    JsonNode value(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2, 3, 4 -> JSON.stringNode(string(random));
            case 5, 6, 7, 8 -> number(random);
            case 9 -> JSON.arrayNode();
            case 10 -> JSON.objectNode();
            default -> large(random);
        };
    }

    private JsonNode large(Random random) {
        int size = List.of(2, 70, 400, 20_000).get(random.nextInt(4));
        int depth = Math.min(size, 600);
        return switch (random.nextInt(3)) {
            case 0 -> JsonText.raw("[".repeat(depth) + "]".repeat(depth));
            case 1 -> JsonText.raw("{\"a\": ".repeat(depth) + "1" + "}".repeat(depth));
            default -> {
                ArrayNode array = JSON.arrayNode();
                JsonNode element = random.nextBoolean() ? JSON.numberNode(1) : JSON.stringNode(of(STRINGS, random));
                for (int i = 0; i < size; i++) {
                    array.add(element);
                }
                yield array;
            }
        };
    }
}
