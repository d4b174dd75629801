package dev.descent.cli.spec;

import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.ObjectNode;

/** Values that are put into a spec by the command line. */
final class Overrides {
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,4}");

    private Overrides() {}

    /**
     * Puts a value where the path leads. Objects on the way are made; a strategy that stands there by its bare name becomes
     * one with options.
     *
     * @param option what asks for it, for messages
     * @return the pointer to the value
     */
    static String set(ObjectNode root, List<String> path, JsonNode value, String option) {
        StringBuilder pointer = new StringBuilder();
        JsonNode at = root;
        for (int step = 0; step < path.size(); step++) {
            String key = path.get(step);
            if (key.isEmpty()) {
                throw new Failure(Exit.USAGE, option + ": a part of the path is empty.");
            }
            pointer.append('/').append(Pointers.escape(key));
            if (step == path.size() - 1) {
                put(at, key, value, option);
            } else {
                at = into(at, key, option);
            }
        }
        return pointer.toString();
    }

    private static JsonNode into(JsonNode at, String key, String option) {
        JsonNode there = at.isArray() ? at.path(index(at, key, option)) : at.path(key);
        if (there.isObject() || there.isArray()) {
            return there;
        }
        ObjectNode made = ((ContainerNode<?>) at).objectNode();
        if (there.isString()) {
            made.set("type", there);
        } else if (!there.isMissingNode() && !there.isNull()) {
            throw new Failure(Exit.USAGE, option + ": \"" + key + "\" is a value and has no fields.");
        }
        put(at, key, made, option);
        return made;
    }

    private static void put(JsonNode at, String key, JsonNode value, String option) {
        if (at instanceof ArrayNode list) {
            int index = index(list, key, option);
            if (index == list.size()) {
                list.add(value);
            } else {
                list.set(index, value);
            }
        } else {
            ((ObjectNode) at).set(key, value);
        }
    }

    private static int index(JsonNode list, String key, String option) {
        if (!INDEX.matcher(key).matches() || Integer.parseInt(key) > list.size()) {
            throw new Failure(
                    Exit.USAGE,
                    option + ": \"" + key + "\" is no place in a list of " + list.size() + ", counted from 0.");
        }
        return Integer.parseInt(key);
    }
}
