package dev.descent.cli.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;

/** JSON to YAML that means the same to readers of version 1.1 and of 1.2. */
public final class YamlWriter {
    private YamlWriter() {}

    public static String write(JsonNode json) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        options.setAllowUnicode(true);
        options.setWidth(120);
        Yaml yaml = new Yaml(
                new SafeConstructor(new LoaderOptions()),
                new Escaping(options),
                options,
                new LoaderOptions(),
                new Careful());
        return yaml.dump(plain(json));
    }

    private static @Nullable Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
                yield map;
            }
            case ARRAY -> node.valueStream().map(YamlWriter::plain).toList();
            case STRING -> node.stringValue();
            case NUMBER -> node.numberValue();
            case BOOLEAN -> node.booleanValue();
            default -> null;
        };
    }

    /** Texts with control characters stay texts. */
    private static final class Escaping extends Representer {
        Escaping(DumperOptions options) {
            super(options);
            representers.put(
                    String.class,
                    text -> representScalar(
                            Tag.STR,
                            (String) text,
                            StreamReader.isPrintable((String) text) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED));
        }
    }

    /** Texts that either version would take for something else are quoted. */
    private static final class Careful extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            super.addImplicitResolvers();
            addImplicitResolver(Tag.FLOAT, CoreSchema.DECIMAL, "-+0123456789.");
        }
    }
}
