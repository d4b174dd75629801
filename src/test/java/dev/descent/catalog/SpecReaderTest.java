package dev.descent.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.descent.catalog.drawing.Circle;
import dev.descent.catalog.drawing.Drawing;
import dev.descent.catalog.drawing.Frame;
import dev.descent.catalog.drawing.Group;
import dev.descent.catalog.drawing.Pen;
import dev.descent.catalog.drawing.Rectangle;
import dev.descent.catalog.drawing.Shape;
import dev.descent.catalog.drawing.Star;
import dev.descent.spec.InvalidOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

class SpecReaderTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SpecReader READER = new SpecReader(new Catalog("dev.descent.catalog.drawing"));

    private static <T> T read(String json, Class<T> type) {
        return READER.read(JSON.readTree(json.replace('\'', '"')), type);
    }

    /** A drawing with one more field. */
    private static Drawing drawing(String field) {
        return read("{'title': 'a', " + field + "}", Drawing.class);
    }

    private static List<String> faults(String json, Class<?> type) {
        InvalidOptions invalid =
                Objects.requireNonNull(catchThrowableOfType(InvalidOptions.class, () -> read(json, type)));
        return invalid.violations().stream()
                .map(v -> v.pointer() + " " + v.code() + ": " + v.message())
                .toList();
    }

    private static List<String> faultsOfDrawing(String field) {
        return faults("{'title': 'a', " + field + "}", Drawing.class);
    }

    @Nested
    class WhatIsLeftOut {
        @Test
        void getsItsDefault() {
            assertThat(read("{'title': 'a'}", Drawing.class)).isEqualTo(new Drawing("a"));
        }

        @Test
        void mayDependOnWhatIsRequired() {
            assertThat(read("{'type': 'rectangle', 'width': 6, 'height': 1}", Shape.class))
                    .isEqualTo(new Rectangle(6, 1, true, 3));
        }

        @Test
        void isAFaultWhenItIsRequired() {
            assertThat(faults("{}", Drawing.class)).containsExactly("/title missing_field: title is required");
            assertThat(faults("{'type': 'rectangle'}", Shape.class))
                    .containsExactly(
                            "/width missing_field: width is required", "/height missing_field: height is required");
        }
    }

    @Nested
    class EveryTypeOfOption {
        @Test
        void isReadFromItsJson() {
            Drawing drawing = read("""
                    {'title': 'b', 'shape': {'type': 'star', 'rays': 7}, 'background': ['circle', {'type': 'circle',
                     'radius': 2.5}], 'brushes': [], 'copies': 2, 'serial': 9223372036854775807, 'offset': -1,
                     'scale': 0.5, 'visible': false, 'paper': 'hand_made', 'frame': {'outer': 3},
                     'labels': {'a/b': 'c'}, 'drying': 'PT1H30M', 'grid': [1, 9], 'gaps': [1, null],
                     'spare': 'plain', 'signature': 'star'}
                    """, Drawing.class);
            assertThat(drawing)
                    .isEqualTo(new Drawing(
                            "b",
                            new Star(7, new Pen(0.5, null)),
                            List.of(new Circle(), new Circle(2.5)),
                            List.of(),
                            2,
                            Long.MAX_VALUE,
                            -1,
                            0.5,
                            false,
                            Drawing.Paper.HAND_MADE,
                            new Frame(1, 3),
                            Map.of("a/b", "c"),
                            Duration.ofMinutes(90),
                            List.of(1, 9),
                            Arrays.asList(1, null),
                            Drawing.Paper.PLAIN,
                            new Star()));
        }

        @Test
        void takesNullOnlyWhereNullIsAllowed() {
            assertThat(drawing("'spare': null, 'signature': null")).isEqualTo(new Drawing("a"));
            assertThat(faultsOfDrawing("'copies': null, 'paper': null, 'shape': null, 'grid': [null], 'labels': null"))
                    .containsExactly(
                            "/shape wrong_type: must be an object with a type, or the name of a type but is null",
                            "/copies wrong_type: must be an integer but is null",
                            "/paper wrong_type: must be a string but is null",
                            "/labels wrong_type: must be an object but is null",
                            "/grid/0 wrong_type: must be an integer but is null");
        }
    }

    @Nested
    class Numbers {
        @Test
        void areNoStrings() {
            assertThat(faultsOfDrawing("'copies': '2', 'scale': '0.1', 'visible': 'true', 'drying': 30"))
                    .containsExactly(
                            "/copies wrong_type: must be an integer but is the string \"2\"",
                            "/scale wrong_type: must be a number but is the string \"0.1\"",
                            "/visible wrong_type: must be true or false but is the string \"true\"",
                            "/drying wrong_type: must be a string with an ISO 8601 duration, such as PT30M, but is 30");
        }

        @ParameterizedTest
        @CsvSource({"3.7", "0.5", "1e-3"})
        void withAFractionAreNoIntegers(String number) {
            assertThat(faultsOfDrawing("'copies': " + number))
                    .singleElement()
                    .asString()
                    .startsWith("/copies wrong_type: must be an integer but is ");
        }

        @ParameterizedTest
        @CsvSource({"3.0,3", "1e1,10", "1.0E2,100"})
        void withAFractionOfZeroAreIntegersAsInJsonSchema(String number, int value) {
            assertThat(drawing("'copies': " + number).copies()).isEqualTo(value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"2147483648", "-2147483649", "1e300", "123456789012345678901234567890"})
        void tooLargeForAnIntegerAreOutOfBounds(String number) {
            assertThat(faultsOfDrawing("'offset': " + number))
                    .singleElement()
                    .asString()
                    .startsWith("/offset out_of_bounds: must be an integer from -2147483648 to 2147483647 but is ");
        }

        @Test
        void tooLargeForALongAreOutOfBounds() {
            assertThat(faultsOfDrawing("'serial': 9223372036854775808"))
                    .containsExactly("/serial out_of_bounds: must be an integer from -9223372036854775808"
                            + " to 9223372036854775807 but is 9223372036854775808");
        }

        @Test
        void thatAFloatingPointNumberMayHaveRoundedAreNoExactIntegers() {
            assertThat(faultsOfDrawing("'serial': 9007199254740993e1"))
                    .singleElement()
                    .asString()
                    .startsWith("/serial out_of_bounds: ");
        }

        @Test
        void tooLargeAreMeasuredByTheDeclaredBoundFirst() {
            assertThat(faultsOfDrawing("'copies': 3000000000"))
                    .containsExactly("/copies out_of_bounds: must be at most 100 but is 3000000000");
        }

        @Test
        void tooLargeForADoubleAreOutOfBounds() {
            assertThat(faultsOfDrawing("'scale': 1e999"))
                    .singleElement()
                    .asString()
                    .startsWith("/scale out_of_bounds: must be at most 1.7976931348623157E308 in size but is ");
        }
    }

    @Nested
    class Bounds {
        @Test
        void areCheckedForNumbersElementsAndSizes() {
            assertThat(faults("{'title': '', 'copies': 0, 'scale': 2, 'grid': [0, 5, 10, 1, 1]}", Drawing.class))
                    .containsExactly(
                            "/title out_of_bounds: must have at least 1 characters but has 0",
                            "/copies out_of_bounds: must be at least 1 but is 0",
                            "/scale out_of_bounds: must be less than 2 but is 2.0",
                            "/grid out_of_bounds: must have at most 4 elements but has 5",
                            "/grid/0 out_of_bounds: must be at least 1 but is 0",
                            "/grid/2 out_of_bounds: must be at most 9 but is 10");
        }

        @Test
        void areCheckedEvenWhenOtherFieldsAreBroken() {
            assertThat(faultsOfDrawing("'copies': 'many', 'scale': 0, 'colour': 'red', 'grid': ['x', 10]"))
                    .containsExactly(
                            "/colour unknown_field: unknown field \"colour\"; known: title, shape, background,"
                                    + " brushes, copies, serial, offset, scale, visible, paper, frame, labels,"
                                    + " drying, grid, gaps, spare, signature",
                            "/copies wrong_type: must be an integer but is the string \"many\"",
                            "/scale out_of_bounds: must be at least 0.5 but is 0.0",
                            "/grid/0 wrong_type: must be an integer but is the string \"x\"",
                            "/grid/1 out_of_bounds: must be at most 9 but is 10");
        }
    }

    @Nested
    class Strategies {
        @Test
        void mayBeGivenByTheirBareNameAlsoInLists() {
            assertThat(read("'star'", Shape.class)).isEqualTo(new Star());
            assertThat(read("{'type': 'group', 'shapes': ['circle', 'star']}", Shape.class))
                    .isEqualTo(new Group(List.of(new Circle(), new Star())));
        }

        @Test
        void thatNeedMoreThanANameSayWhat() {
            assertThat(faultsOfDrawing("'background': ['circle', 'group']"))
                    .containsExactly("/background/1/shapes missing_field: shapes is required");
        }

        @Test
        void ofUnknownTypeGetTheListOfKnownOnes() {
            assertThat(faultsOfDrawing("'shape': {'type': 'cirle', 'radius': 1}, 'background': ['blob']"))
                    .containsExactly(
                            "/shape/type unknown_type: unknown type of shapes \"cirle\", did you mean \"circle\"?"
                                    + " known: circle, group, rectangle, star",
                            "/background/0 unknown_type: unknown type of shapes \"blob\";"
                                    + " known: circle, group, rectangle, star");
        }

        @Test
        void ofAFamilyWithoutMembersAreAllUnknown() {
            assertThat(faultsOfDrawing("'brushes': ['fan']"))
                    .containsExactly("/brushes/0 unknown_type: unknown type of brushes \"fan\"; there are none");
        }

        @Test
        void needAType() {
            assertThat(faultsOfDrawing("'shape': {'radius': 1}, 'background': [{'type': 3}, 4]"))
                    .containsExactly(
                            "/shape/type missing_field: type is required, one of shapes:"
                                    + " circle, group, rectangle, star",
                            "/background/0/type wrong_type: must be the name of a type but is 3",
                            "/background/1 wrong_type: must be an object with a type, or the name of a type but is 4");
        }

        @Test
        void areNotOpenToUnknownOptions() {
            assertThat(faultsOfDrawing("'shape': {'type': 'star', 'ray': 5}"))
                    .containsExactly("/shape/ray unknown_field: unknown field \"ray\", did you mean \"rays\"?"
                            + " known: type, rays, line_width, dash");
        }

        @Test
        void canBeReadAsThemselves() {
            assertThat(read("{'type': 'circle', 'radius': 3}", Circle.class)).isEqualTo(new Circle(3));
            assertThat(faults("{'type': 'star'}", Circle.class))
                    .singleElement()
                    .asString()
                    .startsWith("/type unknown_type");
        }
    }

    @Nested
    class UnwrappedOptions {
        @Test
        void standBesideTheirSiblingsAndKeepTheOuterDefaults() {
            assertThat(read("{'type': 'star', 'line_width': 2}", Shape.class))
                    .isEqualTo(new Star(5, new Pen(2.0, null)));
            assertThat(read("{'type': 'star', 'line_width': null, 'dash': 3}", Shape.class))
                    .isEqualTo(new Star(5, new Pen(null, 3L)));
        }

        @Test
        void reportTheirRulesAtTheOuterObject() {
            assertThat(faultsOfDrawing("'shape': {'type': 'star', 'dash': 3}"))
                    .containsExactly("/shape/dash conflict: give line_width or dash, not both");
        }
    }

    @Nested
    class RulesBetweenOptions {
        @Test
        void areReportedWithThePointerOfTheirPlace() {
            assertThat(faultsOfDrawing("'frame': {'inner': 5}, 'copies': 0"))
                    .containsExactly(
                            "/copies out_of_bounds: must be at least 1 but is 0",
                            "/frame/inner conflict: must be at most outer, 2, but is 5");
        }
    }

    @Nested
    class TextsWithAForm {
        @Test
        void getTheListOfAllowedConstants() {
            assertThat(faultsOfDrawing("'paper': 'HAND_MADE', 'spare': 'card'"))
                    .containsExactly(
                            "/paper invalid: must be one of plain, hand_made but is the string \"HAND_MADE\"",
                            "/spare invalid: must be one of plain, hand_made but is the string \"card\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"30 minutes", "", "PT", "PT99999999999999999999H"})
        void mustBeIso8601Durations(String text) {
            assertThat(faultsOfDrawing("'drying': '" + text + "'"))
                    .containsExactly(
                            "/drying invalid: must be an ISO 8601 duration, such as PT30M, but is the string \"" + text
                                    + "\"");
        }
    }

    @Nested
    class Pointers {
        @Test
        void escapeTildesAndSlashes() {
            assertThat(faultsOfDrawing("'labels': {'a/b~c': 1}"))
                    .containsExactly("/labels/a~1b~0c wrong_type: must be a string but is 1");
        }

        @ParameterizedTest
        @ValueSource(strings = {"3", "null", "[]", "'a'"})
        void areEmptyForTheDocument(String json) {
            assertThat(faults(json, Drawing.class))
                    .singleElement()
                    .asString()
                    .startsWith(" wrong_type: must be an object but is ");
        }
    }

    @Nested
    class HostileDocuments {
        private static String nested(int levels) {
            return "{'type': 'group', 'shapes': [".repeat(levels) + "'circle'" + "]}".repeat(levels);
        }

        @Test
        void mayNestNoDeeperThanTheLimit() {
            assertThat(read(nested(ObjectReading.DEEPEST - 1), Shape.class)).isInstanceOf(Group.class);
            assertThat(faults(nested(ObjectReading.DEEPEST), Shape.class))
                    .singleElement()
                    .asString()
                    .endsWith("/shapes/0 out_of_bounds: objects must not be nested deeper than 32 levels");
        }

        @Test
        void doNotExhaustTheStack() {
            ArrayNode unread = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < 100_000; i++) {
                unread = JsonNodeFactory.instance.arrayNode().add(unread);
            }
            ArrayNode deep = unread;
            assertThatThrownBy(() -> READER.read(deep, Drawing.class)).isInstanceOf(InvalidOptions.class);
        }

        @Test
        void withVeryManyFaultsGetTheFirstThousandAndACount() {
            assertThat(faultsOfDrawing("'grid': [" + "0,".repeat(99_999) + "0]"))
                    .hasSize(1001)
                    .startsWith("/grid out_of_bounds: must have at most 4 elements but has 100000")
                    .endsWith(" invalid: and 99001 more faults");
        }

        @Test
        void areQuotedInPartOnly() {
            assertThat(faultsOfDrawing("'paper': '" + "x".repeat(1_000_000) + "'"))
                    .containsExactly("/paper invalid: must be one of plain, hand_made but is the string \""
                            + "x".repeat(64) + "...\"");
        }

        @Test
        void areNotCutInTheMiddleOfACharacter() {
            assertThat(faultsOfDrawing("'paper': '" + "x".repeat(63) + "😀'"))
                    .singleElement()
                    .asString()
                    .endsWith("x...\"");
        }
    }
}
