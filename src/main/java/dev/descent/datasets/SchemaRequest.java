package dev.descent.datasets;

import dev.descent.datasets.Dataset.Task;
import dev.descent.spec.Option;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an uploader says of a file; what is null is inferred. */
public record SchemaRequest(
        @Option("The target column. Null: the last column.") @Nullable
        String target,

        @Option("Whether the target is a class or a number. Null: inferred from its values.") @Nullable
        Task task,

        @Option("Types of columns by name; those not named are inferred.")
        Map<String, Feature.Type> types) {
    public SchemaRequest {
        types = Map.copyOf(types);
    }

    public SchemaRequest() {
        this(null, null, Map.of());
    }
}
