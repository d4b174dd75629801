package dev.descent.cli.spec;

import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import dev.descent.cli.http.Failure.Fault;
import dev.descent.cli.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A spec in YAML or JSON, which remembers where its values stand. */
public final class SpecFile {
    /** What stands for standard input. */
    private static final String STANDARD_INPUT = "-";

    private final String name;
    private final ObjectNode content;
    private final Map<String, String> places = new HashMap<>();

    private SpecFile(String name, ObjectNode content, Map<String, Integer> lines) {
        this.name = name;
        this.content = content;
        lines.forEach((pointer, line) -> places.put(pointer, name + ":" + line));
    }

    /**
     * @param file a path, or {@code -} for standard input
     * @throws Failure with the line of what cannot be read
     */
    public static SpecFile read(String file, InputStream standardInput) {
        String name = file.equals(STANDARD_INPUT) ? "standard input" : file;
        String text = text(file, name, standardInput);
        YamlReader yaml = new YamlReader(name);
        // All JSON but for its tabs is YAML; which line is at fault only YAML's reader tells.
        Optional<JsonNode> json = text.stripLeading().startsWith("{") ? json(text) : Optional.empty();
        JsonNode content = json.isPresent() ? linesOf(yaml, text, json.get()) : yaml.read(text);
        if (content instanceof ObjectNode object) {
            return new SpecFile(name, object, yaml.lines());
        }
        throw Unreadable.of(
                name, content.isMissingNode() ? "is empty" : "must be an object, lines of the form \"key: value\"");
    }

    /** One that has nothing yet. */
    public static SpecFile empty() {
        return new SpecFile("", JsonNodeFactory.instance.objectNode(), Map.of());
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(Json.read(text));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static JsonNode linesOf(YamlReader yaml, String text, JsonNode json) {
        try {
            JsonNode unused = yaml.read(text);
        } catch (Failure e) {
            // JSON that is no YAML: its faults are told without lines.
            yaml.lines().clear();
        }
        return json;
    }

    private static String text(String file, String name, InputStream standardInput) {
        try {
            byte[] bytes =
                    file.equals(STANDARD_INPUT) ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(file));
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (NoSuchFileException | InvalidPathException e) {
            throw Unreadable.of(name, "there is no such file");
        } catch (CharacterCodingException e) {
            throw Unreadable.of(name, "is not UTF-8 text");
        } catch (IOException e) {
            throw Unreadable.of(name, "cannot be read: " + e.getMessage());
        }
    }

    public JsonNode content() {
        return content;
    }

    /** Applies {@code optimizer.learning_rate=0.1}, whose value is read as YAML. */
    public void set(String assignment) {
        int sign = assignment.indexOf('=');
        if (sign < 1) {
            throw new Failure(Exit.USAGE, "--set takes path=value but got \"" + assignment + "\".");
        }
        JsonNode value = new YamlReader("--set " + assignment).read(assignment.substring(sign + 1));
        set(
                "--set " + assignment,
                List.of(assignment.substring(0, sign).split("\\.", -1)),
                value.isMissingNode() ? content.nullNode() : value);
    }

    /** Puts a value of an option into the spec. */
    public void set(String option, List<String> path, JsonNode value) {
        String pointer = Overrides.set(content, path, value, option);
        places.keySet().removeIf(place -> place.startsWith(pointer + "/"));
        places.put(pointer, option);
    }

    /** The same failure, its faults told by the lines that they stand in. */
    public Failure located(Failure failure) {
        return new Failure(
                failure.exit(),
                failure.sentence(),
                failure.faults().stream()
                        .map(fault -> new Fault(place(fault.pointer()) + fault.pointer(), fault.message()))
                        .toList());
    }

    private String place(String pointer) {
        for (String at = pointer; !at.isEmpty(); at = Pointers.parent(at)) {
            String place = places.get(at);
            if (place != null) {
                return place + ": ";
            }
        }
        return name + ": ";
    }
}
