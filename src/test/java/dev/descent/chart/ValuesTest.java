package dev.descent.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every value is described, and everything described is a value. */
class ValuesTest {
    /** Helm hands this to every chart. */
    private static final String OF_HELM = "/global";

    private final JsonNode schema = new JsonMapper().readTree(text("values.schema.json"));

    @Test
    void everyValueHasItsDescriptionAndTheReverse() {
        Set<String> described = new TreeSet<>();
        describe("", schema, described);
        described.remove(OF_HELM);

        Set<String> values = new TreeSet<>();
        collect("", new Yaml().load(text("values.yaml")), described, values);

        assertThat(values).isEqualTo(described);
    }

    @Test
    void allDescriptionsAreSentences() {
        assertThat(schema.findValuesAsString("description"))
                .hasSizeGreaterThan(100)
                .allMatch(text -> text.matches("(?s)[A-Z].{3,}[^.]\\."));
    }

    @Test
    void noObjectTakesFieldsThatNobodyDescribed() {
        assertClosed("", schema);
    }

    /** The paths of all values that are no groups of others. */
    private static void describe(String path, JsonNode node, Set<String> found) {
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            String at = path + "/" + property.getKey();
            assertThat(property.getValue().path("description").asString(""))
                    .as(at)
                    .isNotBlank();
            if (property.getValue().has("properties")) {
                describe(at, property.getValue(), found);
            } else {
                found.add(at);
                // Fields of a list's elements may be left out; they are described all the same.
                describe(at, property.getValue().path("items"), new TreeSet<>());
            }
        }
    }

    private static void collect(String path, Object value, Set<String> described, Set<String> found) {
        if (value instanceof Map<?, ?> fields && described.stream().anyMatch(d -> d.startsWith(path + "/"))) {
            fields.forEach((name, field) -> collect(path + "/" + name, field, described, found));
        } else {
            found.add(path);
        }
    }

    private static void assertClosed(String path, JsonNode node) {
        if (node.has("properties")) {
            assertThat(node.path("additionalProperties").isBoolean()).as(path).isTrue();
            assertThat(node.path("additionalProperties").booleanValue())
                    .as(path)
                    .isFalse();
        }
        node.properties().forEach(field -> assertClosed(path + "/" + field.getKey(), field.getValue()));
    }

    private static String text(String file) {
        try {
            return Files.readString(Chart.DIRECTORY.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
