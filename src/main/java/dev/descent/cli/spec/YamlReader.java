package dev.descent.cli.spec;

import dev.descent.cli.http.Failure;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** YAML to JSON, with the line of each value. Nothing but JSON's own kinds of values is ever made of it. */
final class YamlReader {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_NODES = 100_000;

    private final String file;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Deque<Node> above = new ArrayDeque<>();
    private int nodes;

    /** @param file its name, for messages */
    YamlReader(String file) {
        this.file = file;
    }

    /** @throws Failure telling the line and what is wrong with it */
    JsonNode read(String text) {
        LoaderOptions options = new LoaderOptions();
        DumperOptions unused = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new CoreSchema());
        try {
            Node root = yaml.compose(new StringReader(text));
            return root == null ? NODES.missingNode() : value(root, "");
        } catch (MarkedYAMLException e) {
            throw Unreadable.at(file, Optional.ofNullable(e.getProblemMark()), sentence(e));
        } catch (YAMLException e) {
            throw Unreadable.of(file, String.valueOf(e.getMessage()));
        }
    }

    /** The line, from 1, of each value by its JSON pointer. */
    Map<String, Integer> lines() {
        return lines;
    }

    private static String sentence(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem());
        String tabs = problem.contains("\\t(TAB)") ? "; YAML is indented with spaces" : "";
        return (e.getContext() == null ? "" : e.getContext() + ": ") + problem + tabs;
    }

    private JsonNode value(Node node, String pointer) {
        if (++nodes > MOST_NODES) {
            throw fault(node, "has more than " + MOST_NODES + " values");
        }
        lines.putIfAbsent(pointer, node.getStartMark().getLine() + 1);
        if (node instanceof ScalarNode scalar) {
            return new YamlScalar(file, scalar).value();
        }
        if (above.contains(node)) {
            throw fault(node, "a value contains itself");
        }
        above.push(node);
        JsonNode value =
                node instanceof MappingNode mapping ? object(mapping, pointer) : list((SequenceNode) node, pointer);
        above.pop();
        return value;
    }

    private ArrayNode list(SequenceNode node, String pointer) {
        standard(node, Tag.SEQ);
        ArrayNode list = NODES.arrayNode();
        for (Node element : node.getValue()) {
            list.add(value(element, pointer + "/" + list.size()));
        }
        return list;
    }

    private ObjectNode object(MappingNode node, String pointer) {
        standard(node, Tag.MAP);
        ObjectNode object = NODES.objectNode();
        ObjectNode merged = NODES.objectNode();
        for (NodeTuple pair : node.getValue()) {
            if (pair.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(pair.getValueNode(), pointer, merged);
                continue;
            }
            String key = key(pair.getKeyNode());
            if (object.has(key)) {
                throw fault(pair.getKeyNode(), "\"" + key + "\" is there twice");
            }
            String place = pointer + "/" + Pointers.escape(key);
            lines.put(place, pair.getKeyNode().getStartMark().getLine() + 1);
            object.set(key, value(pair.getValueNode(), place));
        }
        merged.properties().forEach(entry -> object.putIfAbsent(entry.getKey(), entry.getValue()));
        return object;
    }

    /** {@code <<: *base}, whose values count where the object has none of its own; the first of several comes first. */
    private void merge(Node node, String pointer, ObjectNode merged) {
        JsonNode value = value(node, pointer);
        for (JsonNode base : value.isArray() ? value : NODES.arrayNode().add(value)) {
            if (!base.isObject()) {
                throw fault(node, "<< takes an object, or a list of them");
            }
            base.properties().forEach(entry -> merged.putIfAbsent(entry.getKey(), entry.getValue()));
        }
    }

    private String key(Node node) {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        throw fault(node, "a key must be a word");
    }

    private void standard(Node node, Tag tag) {
        if (!node.getTag().equals(tag)) {
            throw fault(node, "the tag " + node.getTag() + " is not understood here");
        }
    }

    private Failure fault(Node node, String sentence) {
        return Unreadable.at(file, Optional.of(node.getStartMark()), sentence);
    }
}
