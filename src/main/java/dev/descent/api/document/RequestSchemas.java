package dev.descent.api.document;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The request bodies that are no records. */
final class RequestSchemas {
    private static final String PREFIX = "#/components/schemas/";

    private RequestSchemas() {}

    static ObjectNode datasetUpload() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object").put("description", "The parts of an upload.");
        ObjectNode parts = schema.putObject("properties");
        parts.putObject("file")
                .put("type", "string")
                .put("format", "binary")
                .put("description", "The file; the ending of its name tells its format.");
        parts.putObject("name")
                .put("type", "string")
                .put("maxLength", 100)
                .put("description", "A name of its own, by which jobs can ask for it.");
        // Text, as parts of a form are: clients made from an object here send what is no JSON.
        parts.putObject("schema")
                .put("type", "string")
                .put("contentMediaType", "application/json")
                .put(
                        "description",
                        "An `UploadSchema` as JSON: target, task, types of columns, privacy budget. What it leaves out is "
                                + "inferred.")
                .putObject("contentSchema")
                .put("$ref", PREFIX + "UploadSchema");
        parts.putObject("derived_from")
                .put("type", "string")
                .put(
                        "description",
                        "The id or name of a data set that holds the same records in part or in another form: both share "
                                + "one privacy ledger.");
        schema.putArray("required").add("file").add("name");
        return schema;
    }

    static ObjectNode predictionRequest() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object").put("description", "Instances to predict.");
        ObjectNode instances = schema.putObject("properties").putObject("instances");
        instances
                .put("type", "array")
                .put("minItems", 1)
                .put("description", "Each an object from feature name to value, or a list of values in order.")
                .putObject("items");
        schema.putArray("required").add("instances");
        schema.put("additionalProperties", false);
        return schema;
    }
}
