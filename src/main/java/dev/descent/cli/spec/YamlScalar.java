package dev.descent.cli.spec;

import dev.descent.cli.http.Failure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A word of YAML as a value of JSON. */
record YamlScalar(String file, ScalarNode node) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");
    private static final Pattern DIGITS = Pattern.compile("[-+]?[0-9]+");
    private static final int MOST_ZEROS = 18;

    JsonNode value() {
        Tag tag = node.getTag();
        String text = node.getValue();
        if (tag.equals(Tag.STR)) {
            return NODES.stringNode(text);
        } else if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        } else if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(text.equalsIgnoreCase("true"));
        } else if (tag.equals(Tag.INT)) {
            return NODES.numberNode(whole(text));
        } else if (tag.equals(Tag.FLOAT)) {
            return number(text);
        } else if (tag.equals(Tag.MERGE)) {
            return NODES.stringNode(text);
        }
        throw fault("the tag " + tag + " is not understood here");
    }

    private BigInteger whole(String text) {
        if (LEADING_ZERO.matcher(text).matches()) {
            throw fault("some read " + text
                    + " as octal and some as decimal; write it without the 0 in front, or in quotes");
        }
        try {
            if (text.startsWith("0x")) {
                return new BigInteger(text.substring(2), 16);
            }
            return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
        } catch (NumberFormatException e) {
            throw fault("\"" + text + "\" is no whole number");
        }
    }

    /** A number without a point that happens to be whole is whole: {@code 1e4} steps are 10000. */
    private JsonNode number(String text) {
        if (!CoreSchema.DECIMAL.matcher(text).matches()) {
            throw fault(text + " is no number that JSON can carry");
        }
        if (DIGITS.matcher(text).matches()) {
            return NODES.numberNode(new BigDecimal(text));
        }
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw fault(text + " is out of all bounds");
        }
        boolean whole = !text.contains(".") && number.scale() <= 0 && number.scale() >= -MOST_ZEROS;
        return whole ? NODES.numberNode(number.toBigIntegerExact()) : NODES.numberNode(number);
    }

    private Failure fault(String sentence) {
        return Unreadable.at(file, Optional.of(node.getStartMark()), sentence);
    }
}
