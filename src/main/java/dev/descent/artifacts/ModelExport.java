package dev.descent.artifacts;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Encoding;
import dev.descent.training.Network;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a finished training run hands over to become a model.
 *
 * @param effectiveSpec of the job, from which network and objective can be made again
 * @param isPrivate whether nothing of the data may leave but through the parameters
 * @param parameters θ, laid out as the network says
 * @param buffers laid out as the network says
 * @param examples what was found out about the training examples; null if nothing was asked for
 */
public record ModelExport(
        String job,
        JsonNode effectiveSpec,
        boolean isPrivate,
        long seed,
        Dataset dataset,
        Encoding encoding,
        Network network,
        float[] parameters,
        float[] buffers,
        Map<String, @Nullable Double> metrics,
        @Nullable ExampleRecord examples) {
    public ModelExport {
        if (isPrivate && examples != null) {
            throw new IllegalArgumentException("a private job must not tell of single examples");
        }
    }
}
