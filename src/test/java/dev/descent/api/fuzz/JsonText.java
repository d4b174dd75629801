package dev.descent.api.fuzz;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.POJONode;

/** JSON as some client might write it, also what no library writes: numbers without bounds, keys that stand twice. */
final class JsonText {
    /** In front of a key that stands twice. */
    static final String AGAIN = "again:";

    private JsonText() {}

    private record Raw(String text) {}

    /** A value that is written as it is. */
    static JsonNode raw(String text) {
        return JsonNodeFactory.instance.pojoNode(new Raw(text));
    }

    static String of(JsonNode value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder text) {
        if (value.isObject()) {
            String separator = "{";
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                text.append(separator);
                String key = field.getKey();
                quote(key.startsWith(AGAIN) ? key.substring(AGAIN.length()) : key, text);
                text.append(": ");
                write(field.getValue(), text);
                separator = ", ";
            }
            text.append(value.isEmpty() ? "{}" : "}");
        } else if (value.isArray()) {
            String separator = "[";
            for (JsonNode element : value) {
                text.append(separator);
                write(element, text);
                separator = ", ";
            }
            text.append(value.isEmpty() ? "[]" : "]");
        } else if (value.isPojo()) {
            text.append(value instanceof POJONode pojo && pojo.getPojo() instanceof Raw raw ? raw.text() : "null");
        } else if (value.isString()) {
            quote(value.stringValue(), text);
        } else {
            text.append(value);
        }
    }

    /** Surrogates are escaped, because halves of pairs have no form in UTF-8. */
    private static void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
