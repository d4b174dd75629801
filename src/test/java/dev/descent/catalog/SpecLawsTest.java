package dev.descent.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.catalog.drawing.Drawing;
import dev.descent.jobs.JobSpec;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Laws of reading, writing and schema, over all records of the catalogue and of the test world. */
class SpecLawsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final SpecWriter WRITER = new SpecWriter();
    private static final Map<Class<?>, SchemaCheck> SCHEMAS = new ConcurrentHashMap<>();

    /** A record with the catalogue it belongs to. */
    record Example(Catalog catalog, Record value) {
        SpecReader reader() {
            return new SpecReader(catalog);
        }

        SchemaCheck schema() {
            return SCHEMAS.computeIfAbsent(
                    value.getClass(), type -> new SchemaCheck(new SpecSchema(catalog).standalone(type)));
        }
    }

    /** A document that was valid until something in it was replaced, removed or added. */
    record Damaged(Example example, JsonNode json) {}

    @Provide
    static Arbitrary<Example> examples() {
        Catalog real = new Catalog();
        Catalog drawing = new Catalog("dev.descent.catalog.drawing");
        return Arbitraries.oneOf(examples(real, strategies(real)), examples(drawing, roots(drawing, Drawing.class)))
                .withoutEdgeCases();
    }

    /** All strategies, and the whole of a job. */
    private static Collection<RecordType> strategies(Catalog catalog) {
        List<Class<?>> roots = new ArrayList<>();
        catalog.families().forEach(family -> roots.add(catalog.named(family).type()));
        roots.add(JobSpec.class);
        return roots(catalog, roots.toArray(Class<?>[]::new));
    }

    private static Collection<RecordType> roots(Catalog catalog, Class<?>... roots) {
        return RandomRecords.reachable(catalog, roots).values();
    }

    private static Arbitrary<Example> examples(Catalog catalog, Collection<RecordType> types) {
        RandomRecords random = new RandomRecords(catalog);
        return Arbitraries.of(types).flatMap(random::of).map(value -> new Example(catalog, value));
    }

    @Provide
    static Arbitrary<Damaged> damaged() {
        return examples().flatMap(example -> {
            JsonNode json = WRITER.write(example.value());
            return Arbitraries.randoms().map(random -> new Damaged(example, damage(json.deepCopy(), random)));
        });
    }

    private static JsonNode damage(JsonNode json, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        containers(json, containers);
        JsonNode victim = containers.get(random.nextInt(containers.size()));
        if (victim instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = List.copyOf(object.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name + "s", NODES.nullNode());
                default -> object.set(name, anything(random));
            }
        } else if (victim instanceof ArrayNode array) {
            array.add(anything(random));
        }
        return json;
    }

    private static void containers(JsonNode json, List<JsonNode> found) {
        if (json.isContainer()) {
            found.add(json);
            json.forEach(child -> containers(child, found));
        }
    }

    private static JsonNode anything(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.stringNode(random.nextBoolean() ? "none" : "circle");
            case 2 -> NODES.numberNode(random.nextGaussian());
            case 3 -> NODES.numberNode(random.nextInt(5) - 1);
            case 4 -> NODES.numberNode(random.nextInt());
            case 5 -> NODES.booleanNode(random.nextBoolean());
            case 6 -> NODES.arrayNode();
            case 7 -> NODES.arrayNode().add(random.nextInt(5));
            default -> NODES.objectNode();
        };
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadBack(@ForAll("examples") Example example) {
        ObjectNode written = WRITER.write(example.value());
        assertThat(example.reader().read(written, example.value().getClass())).isEqualTo(example.value());
        JsonNode parsed = JSON.readTree(written.toString());
        assertThat(example.reader().read(parsed, example.value().getClass())).isEqualTo(example.value());
        assertThat(WRITER.write(example.value())).isEqualTo(written);
    }

    @Property(tries = 300)
    void whatIsWrittenSatisfiesTheSchema(@ForAll("examples") Example example) {
        assertThat(example.schema().accepts(WRITER.write(example.value()))).isTrue();
    }

    /** Rules between options and the form of durations are all that our schemas leave to the reader. */
    @Property(tries = 1000)
    void theReaderAndTheSchemaAgree(@ForAll("damaged") Damaged damaged) {
        boolean accepted = damaged.example().schema().accepts(damaged.json());
        try {
            damaged.example()
                    .reader()
                    .read(damaged.json(), damaged.example().value().getClass());
            assertThat(accepted).as("schema accepts %s", damaged.json()).isTrue();
        } catch (InvalidOptions e) {
            boolean schemaCannotSay = e.violations().stream()
                    .allMatch(v -> v.code().equals("conflict")
                            || v.code().equals("invalid") && v.message().contains("ISO 8601"));
            assertThat(accepted)
                    .as("schema accepts %s, but the reader says %s", damaged.json(), e.getMessage())
                    .isEqualTo(schemaCannotSay);
        }
    }

    @Property(tries = 500)
    void everyFaultPointsIntoTheDocumentOrAtWhatIsMissing(@ForAll("damaged") Damaged damaged) {
        try {
            damaged.example()
                    .reader()
                    .read(damaged.json(), damaged.example().value().getClass());
        } catch (InvalidOptions e) {
            assertThat(e.violations())
                    .allSatisfy(violation -> assertThat(isPlace(violation, damaged.json()))
                            .as("%s in %s", violation, damaged.json())
                            .isTrue());
        }
    }

    /** A rule between options may point at one that was left out and whose default broke it. */
    private static boolean isPlace(Violation violation, JsonNode json) {
        String pointer = violation.pointer();
        boolean there = !json.at(pointer).isMissingNode();
        boolean holderThere = pointer.isEmpty()
                || !json.at(pointer.substring(0, pointer.lastIndexOf('/'))).isMissingNode();
        return switch (violation.code()) {
            case "missing_field" -> holderThere && !there;
            case "conflict" -> holderThere;
            default -> there;
        };
    }
}
