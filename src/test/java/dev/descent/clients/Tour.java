package dev.descent.clients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a recipe printed: lines of words, the first of which tells what they are. */
record Tour(Map<String, List<List<String>>> lines) {
    static Tour of(String output) {
        Map<String, List<List<String>>> lines = new HashMap<>();
        output.lines()
                .map(line -> List.of(line.split(" ")))
                .forEach(words -> lines.computeIfAbsent(words.get(0), word -> new ArrayList<>())
                        .add(words.subList(1, words.size())));
        return new Tour(lines);
    }

    /** All lines of this kind. */
    List<List<String>> all(String kind) {
        return lines.getOrDefault(kind, List.of());
    }

    /** The only line of this kind. */
    List<String> only(String kind) {
        if (all(kind).size() != 1) {
            throw new AssertionError("expected one line " + kind + " in " + lines);
        }
        return all(kind).get(0);
    }
}
