package dev.descent.api.document;

import dev.descent.jobs.Events;
import dev.descent.jobs.JobQuery;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What the types of parameters do not say: bounds, words and descriptions. */
final class ParameterSchemas {
    private static final Map<String, String> IDS = Map.of(
            "Jobs", "The job's id.",
            "Datasets", "The data set's id or name.",
            "Models", "The model's id.",
            "Projects", "The project's id or name.",
            "Access", "The key's id.",
            "Webhooks", "The webhook's id.");

    private ParameterSchemas() {}

    static void complete(Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> complete(parameter, operation));
        }
    }

    private static void complete(Parameter parameter, Operation operation) {
        Schema<?> schema = parameter.getSchema();
        switch (parameter.getName()) {
            case "state" -> parameter.setSchema(new ArraySchema().items(new Schema<>().$ref("JobState")));
            case "limit" ->
                bound(schema, 1, "listEvents".equals(operation.getOperationId()) ? Events.MOST : JobQuery.MOST);
            case "points" -> bound(schema, 2, 10_000);
            case "after" -> schema.setMinimum(BigDecimal.ZERO);
            case "order" -> parameter.setSchema(words("desc", "asc"));
            case "Idempotency-Key" -> schema.minLength(1).maxLength(255).setPattern("^[!-~]*$");
            default -> {}
        }
        if (parameter.getDescription() == null) {
            parameter.setDescription(
                    switch (parameter.getName()) {
                        // A name could be another set's by the time that the request comes.
                        case "id" ->
                            "deleteDataset".equals(operation.getOperationId())
                                    ? "The data set's id."
                                    : IDS.get(operation.getTags().get(0));
                        case "name" -> "The file's name.";
                        default -> "The " + parameter.getName() + "'s name.";
                    });
        }
    }

    private static void bound(Schema<?> schema, long least, long most) {
        schema.setMinimum(BigDecimal.valueOf(least));
        schema.setMaximum(BigDecimal.valueOf(most));
    }

    /** The first of them is the default. */
    private static Schema<?> words(String... words) {
        Schema<Object> schema = new Schema<>(SpecVersion.V31);
        schema.addType("string");
        List.of(words).forEach(schema::addEnumItemObject);
        schema.setDefault(words[0]);
        return schema;
    }
}
