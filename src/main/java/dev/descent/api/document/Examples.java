package dev.descent.api.document;

import io.swagger.v3.oas.models.examples.Example;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The request examples, which lie as files under {@code openapi/examples/<operation>/<name>.json}. */
final class Examples {
    private static final String FOLDER = "openapi/examples/";

    private Examples() {}

    /** Those of an operation, by name. */
    static SortedMap<String, Example> of(String operationId, JsonMapper json) {
        SortedMap<String, Example> examples = new TreeMap<>();
        try {
            Resource[] files = new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:" + FOLDER + operationId + "/*.json");
            for (Resource file : files) {
                String name = String.valueOf(file.getFilename()).replace(".json", "");
                try (InputStream content = file.getInputStream()) {
                    JsonNode example = json.readTree(content);
                    examples.put(
                            name,
                            new Example()
                                    .summary(example.get("summary").asString())
                                    .value(SwaggerSchemas.plain(example.get("value"))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return examples;
    }
}
