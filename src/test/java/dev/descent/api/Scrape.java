package dev.descent.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server tells Prometheus. */
final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final Map<String, Double> samples = new HashMap<>();
    private final Map<String, String> kinds = new TreeMap<>();
    private final Map<String, String> descriptions = new TreeMap<>();
    private final Set<String> labels = new TreeSet<>();

    Scrape(String text) {
        text.lines().forEach(this::read);
    }

    static Scrape of(Client client) {
        return new Scrape(client.get("/actuator/prometheus").assertStatus(200).text());
    }

    private void read(String line) {
        String[] words = line.split(" ", 4);
        if (line.startsWith("# TYPE ")) {
            kinds.put(words[2], words[3]);
        } else if (line.startsWith("# HELP ")) {
            descriptions.put(words[2], words.length < 4 ? "" : words[3]);
        } else {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.matches()) {
                samples.put(line.substring(0, line.lastIndexOf(' ')), Double.valueOf(sample.group(3)));
                Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                while (label.find()) {
                    labels.add(label.group(1) + "=" + label.group(2));
                }
            }
        }
    }

    /** @param name with its labels, as it stands in the text */
    double value(String name) {
        Double value = samples.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " among " + new TreeSet<>(samples.keySet()));
        }
        return value;
    }

    /** The names of all samples, without labels. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        samples.keySet().forEach(name -> names.add(name.replaceFirst("\\{.*", "")));
        return names;
    }

    /** What there is, by name: a counter, gauge, histogram or summary. The greatest of a histogram is part of it. */
    Map<String, String> kinds() {
        Map<String, String> own = new TreeMap<>(kinds);
        own.keySet().removeIf(name -> name.endsWith("_max") && kinds.containsKey(name.replaceFirst("_max$", "")));
        return own;
    }

    String description(String name) {
        return descriptions.getOrDefault(name, "");
    }

    /** Every name and value of a label. */
    Set<String> labels() {
        return labels;
    }
}
