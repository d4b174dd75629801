package dev.descent.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.catalog.orphan.Orphan;
import dev.descent.catalog.twins.Twins;
import dev.descent.spec.Unwrapped;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CatalogTest {
    private static final Catalog DRAWING = new Catalog("dev.descent.catalog.drawing");

    record TwoShortest(int a, double b) {
        TwoShortest(int a) {
            this(a, 0);
        }

        TwoShortest(double b) {
            this(0, b);
        }
    }

    record Misnamed(int a, int b) {
        Misnamed(int other) {
            this(other, 0);
        }
    }

    record NoJson(Set<String> names) {}

    record NullableUnwrapped(@Unwrapped @Nullable Misnamed inner) {}

    @Test
    void findsFamiliesWithAndWithoutMembers() {
        assertThat(DRAWING.families()).containsExactly("brushes", "shapes");
        assertThat(DRAWING.entries("brushes")).isEmpty();
        assertThat(DRAWING.entries("shapes"))
                .extracting(CatalogEntry::type)
                .containsExactly("circle", "group", "rectangle", "star");
        assertThat(DRAWING.description("brushes")).isEqualTo("A family without members.");
    }

    @Test
    void describesAStrategyAsJson() {
        assertThat(JsonMapper.shared()
                        .valueToTree(DRAWING.entries("shapes").get(3))
                        .toPrettyString())
                .isEqualTo(JsonMapper.shared().readTree("""
                                {"type": "star", "title": "Star", "description": "Rays around a centre.", "paper": null,
                                 "experimental": null, "kind": null, "state_vectors": null,
                                 "options": [
                                  {"name": "rays", "type": "integer", "default": 5, "minimum": 3, "maximum": 64,
                                   "exclusive_minimum": null, "exclusive_maximum": null,
                                   "description": "Number of rays.", "required": false, "nullable": false,
                                   "choices": null},
                                  {"name": "line_width", "type": "number", "default": 0.5, "minimum": null,
                                   "maximum": null, "exclusive_minimum": 0, "exclusive_maximum": 10,
                                   "description": "Line width.", "required": false, "nullable": true,
                                   "choices": null},
                                  {"name": "dash", "type": "integer", "default": null, "minimum": 1,
                                   "maximum": 1000000000, "exclusive_minimum": null, "exclusive_maximum": null,
                                   "description": "Length of dashes.", "required": false, "nullable": true,
                                   "choices": null}],
                                 "schema": {
                                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                                  "description": "Rays around a centre.", "type": "object",
                                  "properties": {
                                   "type": {"type": "string", "enum": ["star"]},
                                   "rays": {"type": "integer", "format": "int32", "minimum": 3, "maximum": 64,
                                    "description": "Number of rays.", "default": 5},
                                   "line_width": {"type": ["number", "null"], "format": "double",
                                    "exclusiveMinimum": 0, "exclusiveMaximum": 10, "description": "Line width.",
                                    "default": 0.5},
                                   "dash": {"type": ["integer", "null"], "format": "int64", "minimum": 1,
                                    "maximum": 1000000000, "description": "Length of dashes.", "default": null}},
                                  "required": ["type"], "additionalProperties": false}}
                                """).toPrettyString());
    }

    @Test
    void showsNoDefaultThatDependsOnARequiredOption() {
        List<CatalogOption> options = DRAWING.entries("shapes").get(2).options();
        assertThat(options).extracting(CatalogOption::required).containsExactly(true, true, false, false);
        assertThat(options)
                .extracting(option -> String.valueOf(option.defaultValue()))
                .containsExactly("null", "null", "true", "null");
    }

    @Test
    void listsTheChoicesOfAFamily() {
        assertThat(DRAWING.entries("shapes").get(1).options())
                .singleElement()
                .satisfies(
                        option -> assertThat(option.choices()).containsExactly("circle", "group", "rectangle", "star"));
    }

    @Test
    void refusesTwoStrategiesOfOneName() {
        assertThatThrownBy(() -> new Catalog("dev.descent.catalog.twins"))
                .hasMessage("two twins are called same: " + Twins.First.class.getName() + " and "
                        + Twins.Second.class.getName());
    }

    @Test
    void refusesAStrategyWithoutFamily() {
        assertThatThrownBy(() -> new Catalog("dev.descent.catalog.orphan"))
                .hasMessageContaining(Orphan.class.getName())
                .hasMessageContaining("family");
    }

    @Test
    void namesTheFamiliesThatExist() {
        assertThatThrownBy(() -> DRAWING.entries("colours"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no family colours; there are [brushes, shapes]");
    }

    @Test
    void refusesRecordsThatBreakTheConventions() {
        assertThatThrownBy(() -> RecordType.of(TwoShortest.class)).hasMessageContaining("two of its constructors");
        assertThatThrownBy(() -> RecordType.of(Misnamed.class)).hasMessageContaining("parameter other");
        assertThatThrownBy(() -> RecordType.of(NoJson.class)).hasMessageContaining("java.util.Set");
        assertThatThrownBy(() -> RecordType.of(NullableUnwrapped.class)).hasMessageContaining("component inner");
    }
}
