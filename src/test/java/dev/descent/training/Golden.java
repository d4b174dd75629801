package dev.descent.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reference values, kept as JSON beside the tests. */
public final class Golden {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Golden() {}

    /** @param path below {@code golden/}, such as {@code optimizers/adam.json} */
    public static JsonNode read(String path) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + path)) {
            return MAPPER.readTree(Objects.requireNonNull(in, path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
