package dev.descent.api.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes of what was right. */
final class Mutations {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_BYTES = 1 << 20;

    private final Oddities odd;

    Mutations(Oddities odd) {
        this.odd = odd;
    }

    /** Changes one place of a tree, as likely deep in it as near its root. */
    JsonNode tree(JsonNode root, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        if (containers.isEmpty() || random.nextInt(25) == 0) {
            return odd.value(random);
        }
        JsonNode container = Oddities.of(containers, random);
        if (container instanceof ObjectNode object) {
            field(object, random);
        } else if (container instanceof ArrayNode array) {
            element(array, random);
        }
        return root;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void field(ObjectNode object, Random random) {
        List<String> names = new ArrayList<>(object.propertyNames());
        if (names.isEmpty() || random.nextInt(8) == 0) {
            object.set(random.nextBoolean() ? "extra" : odd.string(random), odd.value(random));
            return;
        }
        String name = Oddities.of(names, random);
        JsonNode value = object.get(name);
        switch (random.nextInt(10)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(JsonText.AGAIN + name, random.nextBoolean() ? value : odd.value(random));
            case 2 -> object.set(name, JSON.nullNode());
            case 3 -> object.set(name, JSON.arrayNode().add(value));
            case 4 -> {
                object.remove(name);
                object.set(name + "s", value);
            }
            default -> object.set(name, other(value, random));
        }
    }

    private void element(ArrayNode array, Random random) {
        if (array.isEmpty() || random.nextInt(5) == 0) {
            array.add(odd.value(random));
            return;
        }
        int index = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(index);
            case 1 -> array.add(array.get(index));
            default -> array.set(index, other(array.get(index), random));
        }
    }

    /** Mostly of the same type, which gets further. */
    private JsonNode other(JsonNode value, Random random) {
        if (random.nextInt(3) > 0 && value.isNumber()) {
            return odd.number(random);
        }
        if (random.nextInt(3) > 0 && value.isString()) {
            return JSON.stringNode(odd.string(random));
        }
        return odd.value(random);
    }

    /** Changes bytes, whatever they mean. */
    byte[] bytes(byte[] body, Random random) {
        int at = body.length == 0 ? 0 : random.nextInt(body.length);
        return switch (random.nextInt(12)) {
            case 0 -> Arrays.copyOf(body, at);
            case 1, 2 -> inserted(body, at, Oddities.of(List.of("\0", "\u0080", "\u00ff", "\u00c0\u00af"), random));
            case 3 ->
                inserted(
                        body,
                        at,
                        Oddities.of(List.of(",", "\"", "{", "]", "\r\n", "//", "\u00ed\u00a0\u0080"), random));
            case 4 -> inserted(body, body.length, Oddities.of(List.of("x", "{}", ",", "\0", " \n "), random));
            case 5 ->
                inserted(
                        body,
                        0,
                        Oddities.of(
                                List.of("\u00ef\u00bb\u00bf", "\u00ff\u00fe", "\u001f\u008b", " ", "\0\0"), random));
            case 6 -> new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
            case 7 -> new byte[0];
            case 8 -> latin("[".repeat(random.nextBoolean() ? 2_000 : 200_000));
            case 9 ->
                inserted(
                        body, 0, " ".repeat(random.nextBoolean() ? MOST_BYTES : Math.max(0, MOST_BYTES - body.length)));
            default -> flipped(body, at, random);
        };
    }

    private static byte[] flipped(byte[] body, int at, Random random) {
        byte[] other = body.clone();
        for (int i = at; i < Math.min(body.length, at + 1 + random.nextInt(4)); i++) {
            other[i] = (byte) random.nextInt(256);
        }
        return other;
    }

    private static byte[] inserted(byte[] body, int at, String text) {
        String latin = new String(body, StandardCharsets.ISO_8859_1);
        return latin(latin.substring(0, at) + text + latin.substring(at));
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Query parameters that are repeated, empty, out of bounds, unknown, or badly escaped. */
    void query(List<Map.Entry<String, String>> query, Random random) {
        String value = Oddities.of(
                List.of(
                        "",
                        "0",
                        "-1",
                        "201",
                        "10001",
                        "2147483648",
                        "99999999999999999999",
                        "1.5",
                        "NaN",
                        "true",
                        "TRUE",
                        "%00",
                        "%",
                        "%zz",
                        "%c0%af",
                        "%ff",
                        "%ed%a0%80",
                        "%F0%9F%98%80",
                        "a+b%20c",
                        "%0d%0aX:%20y",
                        "a%3Ab:c",
                        "x".repeat(3000),
                        "1;2",
                        "[]",
                        "{\"a\":1}",
                        "b%26c=d",
                        "eyJhIjoxfQ==",
                        "job_00000000000000000000000000"),
                random);
        if (query.isEmpty() || random.nextInt(6) == 0) {
            query.add(Map.entry(
                    Oddities.of(List.of("unknown", "", "a[b]", "%00", "dry_run", "limit", "%zz"), random), value));
            return;
        }
        int index = random.nextInt(query.size());
        Map.Entry<String, String> one = query.get(index);
        if (random.nextInt(3) == 0) {
            query.add(Map.entry(one.getKey(), random.nextBoolean() ? one.getValue() : value));
        } else {
            query.set(index, Map.entry(one.getKey(), value));
        }
    }

    /** What stands for an id, in a path. */
    String segment(Random random) {
        return Oddities.of(
                List.of(
                        "",
                        "job_none",
                        "ds_none",
                        "model_none",
                        "@{job:plain}",
                        "@{model:plain}",
                        "@{ds:table}",
                        "iris",
                        "%2e%2e",
                        "..",
                        ".",
                        "..%2f..%2fetc%2fpasswd",
                        "%2Fv1%2Fjobs",
                        "a%2Fb",
                        "a%5cb",
                        "a;b=c",
                        "..;",
                        "%00",
                        "job_%00",
                        "%",
                        "%zz",
                        "%c0%af",
                        "%ff",
                        "%ed%a0%80",
                        "job_%C3%BC",
                        "%F0%9F%98%80",
                        "\u00fc",
                        "%20",
                        "a%0d%0ab",
                        "%E2%80%AEabc",
                        "*",
                        "null",
                        "-1",
                        "{id}",
                        "%7Bid%7D",
                        "job_" + "0".repeat(97),
                        "x".repeat(300),
                        "x".repeat(6000),
                        "two_moons%3Frows=-1",
                        "two_moons%3Frows=1e9&seed=2",
                        "two_moons%3F",
                        "glyphs%3Frows=99999999999",
                        "iris%3Frows=2",
                        "@{job:plain}%00",
                        "@{job:plain}.",
                        "@{job:plain}/.."),
                random);
    }
}
