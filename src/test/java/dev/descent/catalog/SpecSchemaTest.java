package dev.descent.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.catalog.drawing.Brush;
import dev.descent.catalog.drawing.Circle;
import dev.descent.catalog.drawing.Drawing;
import dev.descent.catalog.drawing.Group;
import dev.descent.catalog.drawing.Shape;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SpecSchemaTest {
    private static final SpecSchema SCHEMA = new SpecSchema(new Catalog("dev.descent.catalog.drawing"));
    private static final Map<String, ObjectNode> COMPONENTS = SCHEMA.components(Drawing.class);

    private static void assertJson(JsonNode actual, String expected) {
        assertThat(actual.toPrettyString())
                .isEqualTo(JsonMapper.shared().readTree(expected).toPrettyString());
    }

    private static ObjectNode component(String name) {
        return Objects.requireNonNull(COMPONENTS.get(name));
    }

    private static JsonNode property(String name) {
        return component("Drawing").path("properties").path(name);
    }

    @Test
    void reachesEverythingThatARecordCanHold() {
        assertThat(COMPONENTS)
                .containsOnlyKeys("Brush", "Circle", "Drawing", "Frame", "Group", "Rectangle", "Shape", "Star");
    }

    @Test
    void aFamilyIsAUnionWithADiscriminator() {
        assertJson(component("Shape"), """
                {"description": "What can be drawn.",
                 "oneOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Group"},
                  {"$ref": "#/components/schemas/Rectangle"}, {"$ref": "#/components/schemas/Star"}],
                 "discriminator": {"propertyName": "type", "mapping": {
                  "circle": "#/components/schemas/Circle", "group": "#/components/schemas/Group",
                  "rectangle": "#/components/schemas/Rectangle", "star": "#/components/schemas/Star"}}}
                """);
    }

    @Test
    void aStrategyIsAFlatClosedObject() {
        assertJson(component("Rectangle"), """
                {"description": "Four right angles.", "type": "object",
                 "properties": {
                  "type": {"type": "string", "enum": ["rectangle"], "default": "rectangle", "description": "Always `rectangle`."},
                  "width": {"type": "number", "format": "double", "minimum": 0, "maximum": 10,
                   "description": "Width."},
                  "height": {"type": "number", "format": "double", "minimum": 0, "maximum": 10,
                   "description": "Height."},
                  "filled": {"type": "boolean", "description": "Whether it is filled.", "default": true},
                  "centre": {"type": "number", "format": "double", "minimum": 0, "maximum": 10,
                   "description": "Where it stands."}},
                 "required": ["type", "width", "height"], "additionalProperties": false}
                """);
    }

    @Test
    void everyTypeOfOptionHasItsSchema() {
        assertJson(
                property("title"),
                "{\"type\": \"string\", \"minLength\": 1, \"maxLength\": 10, \"description\": \"Its title.\"}");
        assertJson(
                property("serial"),
                "{\"type\": \"integer\", \"format\": \"int64\", \"description\": \"Any number.\", \"default\": 0}");
        assertJson(property("grid"), """
                {"type": "array", "items": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 9},
                 "minItems": 1, "maxItems": 4, "description": "Distances of lines.", "default": [1]}
                """);
        assertJson(property("gaps"), """
                {"type": "array", "items": {"type": ["integer", "null"], "format": "int32"},
                 "description": "Gaps in a list.", "default": []}
                """);
        assertJson(property("labels"), """
                {"type": "object", "additionalProperties": {"type": "string"}, "description": "Free text."}
                """);
        assertJson(property("drying"), """
                {"type": "string", "format": "duration", "description": "How long it dries.", "default": "PT30M"}
                """);
        assertJson(property("spare"), """
                {"type": ["string", "null"], "enum": ["plain", "hand_made", null],
                 "description": "Another paper.", "default": null}
                """);
        assertJson(property("signature"), """
                {"oneOf": [{"$ref": "#/components/schemas/Shape"}, {"type": "null"}],
                 "description": "Another shape.", "default": null}
                """);
    }

    @Test
    void defaultsThatAreObjectsStandOnlyWhereNoClientIsGenerated() {
        assertJson(
                property("shape"), "{\"$ref\": \"#/components/schemas/Shape\", \"description\": \"The main shape.\"}");
        assertJson(SCHEMA.standalone(Drawing.class).at("/properties/shape"), """
                {"$ref": "#/$defs/Shape", "description": "The main shape.",
                 "default": {"type": "circle", "radius": 1.0}}
                """);
    }

    @Test
    void standingAloneItHasItsDefinitionsAndBareNames() {
        ObjectNode schema = SCHEMA.standalone(Group.class);
        assertThat(schema.path("properties").path("type").path("enum").path(0).stringValue())
                .isEqualTo("group");
        assertThat(schema.path("$defs").propertyNames())
                .containsExactly("Circle", "Group", "Rectangle", "Shape", "Star");
        assertJson(schema.at("/$defs/Shape/oneOf/4"), """
                {"type": "string", "description": "The bare name, for all defaults.", "enum": ["circle", "star"]}
                """);
        assertThat(SCHEMA.standalone(Circle.class).has("$defs")).isFalse();
    }

    @Test
    void aFamilyWithoutMembersAllowsNothing() {
        assertThat(new SchemaCheck(SCHEMA.standalone(Brush.class))
                        .accepts(JsonMapper.shared().readTree("{\"type\": \"fan\"}")))
                .isFalse();
        assertThat(component("Brush").path("type").stringValue()).isEqualTo("object");
    }

    interface Elsewhere {
        record Circle() {}
    }

    @Test
    void refusesTwoClassesOfOneName() {
        assertThatThrownBy(() -> SCHEMA.components(Shape.class, Elsewhere.Circle.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("two schemas would be called Circle");
    }
}
