package dev.descent.artifacts;

import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The file {@code model.json}: what must be known to use the weights.
 *
 * @param format names this layout, so that a later one can be told apart
 * @param classes the names of the classes in the order of the outputs; empty for regression
 * @param input what goes into the network
 * @param encoding how a row becomes that input
 */
@JsonNaming(SnakeCaseStrategy.class)
record ModelDocument(
        String format,
        String id,
        String job,
        JsonNode architecture,
        JsonNode objective,
        Signature input,
        List<Object> classes,
        Map<String, Object> encoding,
        TrainedModel.Provenance provenance) {
    static final String FORMAT = "descent.model/1";
}
