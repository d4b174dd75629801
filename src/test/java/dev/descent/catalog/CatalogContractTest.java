package dev.descent.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Strategy;
import dev.descent.spec.Violation;
import dev.descent.training.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What every strategy must keep. None is named here: what the catalogue finds is tested. */
class CatalogContractTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Catalog CATALOG = new Catalog();
    private static final SpecReader READER = new SpecReader(CATALOG);
    private static final SpecWriter WRITER = new SpecWriter();
    private static final int LARGEST_LIST = 10_000;

    @TestFactory
    Stream<DynamicNode> everyStrategy() {
        return CATALOG.families().stream().map(name -> {
            StrategyFamily family = CATALOG.named(name);
            return dynamicContainer(
                    name,
                    family.members().entrySet().stream()
                            .map(member -> dynamicContainer(
                                    member.getKey(), contract(family, member.getKey(), member.getValue()))));
        });
    }

    @TestFactory
    Stream<DynamicNode> everyRecordOfATrainingSpec() {
        return RandomRecords.reachable(CATALOG, TrainingSpec.class).values().stream()
                .filter(type -> type.strategy().isEmpty() && !needsAnEmptyFamily(type))
                .map(type -> dynamicContainer(
                        type.javaType().getSimpleName(), Stream.of(everyOptionIsDescribed(type), bounds(type))));
    }

    private static boolean needsAnEmptyFamily(RecordType type) {
        return type.required().stream()
                .anyMatch(field -> field.type() instanceof ValueType.OneOf oneOf
                        && CATALOG.family(oneOf.family()).members().isEmpty());
    }

    @Test
    void schemasHaveNamesOfTheirOwn() {
        List<Class<?>> roots = new ArrayList<>(List.of(TrainingSpec.class));
        CATALOG.families().forEach(family -> roots.add(CATALOG.named(family).type()));
        assertThatCode(() -> new SpecSchema(CATALOG).components(roots.toArray(Class<?>[]::new)))
                .doesNotThrowAnyException();
    }

    @Test
    void theScanIsNotEmpty() {
        assertThat(CATALOG.families())
                .contains("optimizers", "schedules", "samplers", "mechanisms", "reweighting", "transforms")
                .contains("models", "objectives", "diagnostics", "weight_decay");
        assertThat(CATALOG.entries("optimizers")).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicNode> everyFamilyIsDescribed() {
        return CATALOG.families().stream()
                .map(family -> dynamicTest(
                        family, () -> assertSentence(CATALOG.named(family).description())));
    }

    private static Stream<DynamicNode> contract(StrategyFamily family, String name, RecordType type) {
        return Stream.of(
                dynamicTest(
                        "is described", () -> assertDescribed(type.strategy().orElseThrow())),
                everyOptionIsDescribed(type),
                dynamicTest("its defaults are valid", () -> {
                    Record sample = sample(type);
                    assertThat(READER.read(shortest(type), family.type())).isEqualTo(sample);
                }),
                dynamicTest("its bare name means its defaults", () -> assertBareName(family, name, type)),
                dynamicTest("what is written is read back", () -> {
                    Record sample = sample(type);
                    assertThat(READER.read(WRITER.write(sample), family.type())).isEqualTo(sample);
                }),
                dynamicTest(
                        "unknown options are refused",
                        () -> assertThat(faults(shortest(type).put("no_such_option", 1), family.type()))
                                .extracting(Violation::pointer, Violation::code)
                                .containsExactly(tuple("/no_such_option", "unknown_field"))),
                dynamicTest(
                        "its catalogue entry is complete",
                        () -> assertThat(CATALOG.entries(family.name()))
                                .filteredOn(entry -> entry.type().equals(name))
                                .singleElement()
                                .satisfies(entry -> assertThat(entry.options())
                                        .extracting(CatalogOption::name)
                                        .containsExactlyElementsOf(type.wireFields().stream()
                                                .map(Field::wire)
                                                .toList()))),
                bounds(type));
    }

    private static DynamicNode everyOptionIsDescribed(RecordType type) {
        return dynamicTest(
                "every option is described",
                () -> assertThat(type.wireFields()).allSatisfy(field -> {
                    Option option = field.option();
                    assertThat(option).as("@Option of %s", field.name()).isNotNull();
                    assertSentence(option == null ? "" : option.value());
                }));
    }

    private static void assertDescribed(Strategy strategy) {
        assertThat(strategy.type()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
        assertThat(strategy.title()).isNotBlank().doesNotEndWith(".");
        assertSentence(strategy.description());
        assertThat(strategy.paper()).matches("|arXiv:\\d{4}\\.\\d{4,5}|arXiv:[a-z-]+/\\d{7}|doi:10\\.\\d{4,9}/\\S+");
        if (!strategy.experimental().isEmpty()) {
            assertSentence(strategy.experimental());
        }
    }

    private static void assertSentence(String text) {
        assertThat(text).isNotBlank().endsWith(".").isEqualTo(text.strip());
    }

    private static void assertBareName(StrategyFamily family, String name, RecordType type) {
        JsonNode bare = JSON.stringNode(name);
        if (type.required().isEmpty()) {
            assertThat((Object) READER.read(bare, family.type()))
                    .isEqualTo(READER.read(JSON.objectNode().put("type", name), family.type()));
        } else {
            assertThat(faults(bare, family.type()))
                    .extracting(Violation::pointer)
                    .containsExactlyElementsOf(type.requiredNames().stream()
                            .map(field -> "/" + field)
                            .toList());
        }
    }

    private static Record sample(RecordType type) {
        return new Samples(CATALOG)
                .of(type)
                .orElseThrow(() -> new AssertionError("no valid required options were found"));
    }

    /** The sample as a client would write it: required options only. */
    private static ObjectNode shortest(RecordType type) {
        List<String> kept = new ArrayList<>(type.requiredNames());
        kept.add(RecordType.TYPE);
        ObjectNode json = WRITER.write(sample(type));
        return json.retain(kept);
    }

    private static DynamicNode bounds(RecordType type) {
        return dynamicContainer(
                "bounds",
                type.wireFields().stream()
                        .filter(field -> field.option() != null)
                        .flatMap(field -> probes(field)
                                .map(probe ->
                                        dynamicTest(field.wire() + " = " + probe, () -> check(type, field, probe)))));
    }

    /**
     * A value at or beyond a bound.
     *
     * @param place of the fault, below the option
     */
    private record Probe(JsonNode value, boolean valid, String place) {
        @Override
        public String toString() {
            String text = value.isArray() && value.size() > 3 ? value.size() + " elements" : value.toString();
            return (text.length() > 40 ? text.length() + " characters" : text) + (valid ? "" : " is refused");
        }
    }

    private static Stream<Probe> probes(Field field) {
        Option option = field.option();
        if (option == null) {
            return Stream.empty();
        }
        if (field.type() instanceof ValueType.ListOf list) {
            ValueType element = list.element();
            Stream<Probe> elements = numbers(element, option).map(probe -> {
                ArrayNode values = JSON.arrayNode();
                for (int i = 0; i < Math.max(1, option.minSize()); i++) {
                    values.add(probe.value());
                }
                return new Probe(values, probe.valid(), "/0");
            });
            return Stream.concat(elements, sizes(element, option));
        }
        if (field.type() instanceof ValueType.Text) {
            return sizes(field.type(), option);
        }
        return numbers(field.type(), option);
    }

    private static Stream<Probe> numbers(ValueType type, Option option) {
        if (!(type instanceof ValueType.Whole) && !(type instanceof ValueType.Decimal)) {
            return Stream.empty();
        }
        boolean whole = type instanceof ValueType.Whole;
        List<Probe> probes = new ArrayList<>();
        if (Double.isFinite(option.min())) {
            probes.add(number(type, option.min(), true));
            probes.add(number(type, whole ? option.min() - 1 : Math.nextDown(option.min()), false));
        }
        if (Double.isFinite(option.max())) {
            probes.add(number(type, option.max(), true));
            probes.add(number(type, whole ? option.max() + 1 : Math.nextUp(option.max()), false));
        }
        if (Double.isFinite(option.above())) {
            probes.add(number(type, whole ? option.above() + 1 : Math.nextUp(option.above()), true));
            probes.add(number(type, option.above(), false));
        }
        if (Double.isFinite(option.below())) {
            probes.add(number(type, whole ? option.below() - 1 : Math.nextDown(option.below()), true));
            probes.add(number(type, option.below(), false));
        }
        return probes.stream();
    }

    private static Probe number(ValueType type, double value, boolean valid) {
        return new Probe(
                type instanceof ValueType.Whole ? JSON.numberNode((long) value) : JSON.numberNode(value), valid, "");
    }

    private static Stream<Probe> sizes(ValueType element, Option option) {
        List<Probe> probes = new ArrayList<>();
        if (option.minSize() > 0) {
            probes.add(sized(element, option, option.minSize(), true));
            probes.add(sized(element, option, option.minSize() - 1, false));
        }
        if (option.maxSize() < LARGEST_LIST) {
            probes.add(sized(element, option, option.maxSize(), true));
            probes.add(sized(element, option, option.maxSize() + 1, false));
        }
        return probes.stream();
    }

    private static Probe sized(ValueType element, Option option, int size, boolean valid) {
        if (element instanceof ValueType.Text) {
            return new Probe(JSON.stringNode("a".repeat(size)), valid, "");
        }
        Object sample = new Samples(CATALOG).value(element, option).orElse(null);
        ArrayNode values = JSON.arrayNode();
        for (int i = 0; i < size; i++) {
            values.add(WRITER.value(sample));
        }
        return new Probe(values, valid, "");
    }

    /** Through the reader, and through the constructor alone. */
    private static void check(RecordType type, Field field, Probe probe) {
        ObjectNode json = WRITER.write(sample(type));
        json.set(field.wire(), probe.value());
        String pointer = "/" + field.wire() + probe.place();
        assertThat(outOfBounds(faults(json, type.javaType()))).isEqualTo(probe.valid() ? List.of() : List.of(pointer));
        if (!probe.valid() && type.fields().contains(field)) {
            Object value = javaValue(field.type(), probe.value());
            assertThat(outOfBounds(faultsOfConstructor(type, field, value)))
                    .as("faults of the compact constructor of %s", type.javaType())
                    .containsExactly(pointer);
        }
    }

    private static List<String> outOfBounds(List<Violation> violations) {
        return violations.stream()
                .filter(violation -> violation.code().equals("out_of_bounds"))
                .map(Violation::pointer)
                .distinct()
                .limit(1)
                .toList();
    }

    private static Object javaValue(ValueType type, JsonNode json) {
        if (type instanceof ValueType.ListOf list) {
            return json.valueStream()
                    .map(element -> javaValue(list.element(), element))
                    .toList();
        }
        Faults faults = new Faults();
        return new ObjectReading(CATALOG, faults).read(json, type, Place.ROOT);
    }

    private static List<Violation> faultsOfConstructor(RecordType type, Field field, Object value) {
        Record sample = sample(type);
        @Nullable
        Object[] values = type.fields().stream().map(f -> f.of(sample)).toArray();
        values[field.index()] = value;
        try {
            type.create(values);
            return List.of();
        } catch (InvalidOptions e) {
            return e.violations();
        }
    }

    private static List<Violation> faults(JsonNode json, Class<?> type) {
        try {
            READER.read(json, type);
            return List.of();
        } catch (InvalidOptions e) {
            return e.violations();
        }
    }
}
