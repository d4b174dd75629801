package dev.descent.catalog;

import java.util.Map;
import java.util.SortedMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schema (draft 2020-12) of what {@link SpecReader} accepts.
 *
 * <p>Objects are flat and allow no other fields. A strategy is told by {@code type}, an enumeration with one value,
 * which is the form that all generators of clients understand. Rules between several options have no form here.
 */
@Component
public class SpecSchema {
    private final Catalog catalog;

    public SpecSchema(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The schemas of records and families, and of all that they refer to, for an OpenAPI 3.1 document.
     *
     * <p>A family is a union with a discriminator. Left out is what breaks generated clients: the short form of a
     * strategy, its bare name, because of the union of objects and a string; and defaults that are objects.
     *
     * @return by simple class name, which {@code #/components/schemas/} references use
     * @throws IllegalStateException if two classes have one simple name
     */
    public SortedMap<String, ObjectNode> components(Class<?>... roots) {
        SchemaWriting writing = new SchemaWriting(catalog, "#/components/schemas/", true);
        for (Class<?> root : roots) {
            writing.add(root);
        }
        return writing.schemas();
    }

    /** One schema that stands alone: what it refers to is in its {@code $defs}. Bare names are part of it. */
    public ObjectNode standalone(Class<?> root) {
        SchemaWriting writing = new SchemaWriting(catalog, "#/$defs/", false);
        String name = writing.add(root);
        SortedMap<String, ObjectNode> definitions = writing.schemas();
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        ObjectNode own = definitions.get(name);
        if (own != null) {
            schema.setAll(own.deepCopy());
        }
        if (!writing.refersTo(name)) {
            definitions.remove(name);
        }
        if (!definitions.isEmpty()) {
            ObjectNode all = schema.putObject("$defs");
            for (Map.Entry<String, ObjectNode> definition : definitions.entrySet()) {
                all.set(definition.getKey(), definition.getValue());
            }
        }
        return schema;
    }
}
