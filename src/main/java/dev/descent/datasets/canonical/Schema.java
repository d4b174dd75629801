package dev.descent.datasets.canonical;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a data set are. Together with the values it is the canonical content that is fingerprinted.
 *
 * @param target the name of the target column, which is not among the features; null if there is none
 * @param classes the names of the classes in order of their numbers; empty unless the task is classification
 */
public record Schema(
        long rows, List<Feature> features, @Nullable String target, Task task, List<String> classes) {
    public Schema {
        features = List.copyOf(features);
        classes = List.copyOf(classes);
    }

    /** How many columns are stored: the features, then the target if there is one. */
    public int columns() {
        return features.size() + (target == null ? 0 : 1);
    }

    /** As JSON values, always in the same order. */
    public Map<String, Object> toJson() {
        List<Object> columns = new ArrayList<>();
        for (Feature feature : features) {
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("name", feature.name());
            column.put("type", feature.type().name().toLowerCase(Locale.ROOT));
            column.put("categories", feature.categories());
            column.put("shape", feature.shape());
            column.put("missing", feature.missing());
            columns.add(column);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", rows);
        json.put("features", columns);
        json.put("target", target);
        json.put("task", task.name().toLowerCase(Locale.ROOT));
        json.put("classes", classes);
        return json;
    }

    /** The schema that {@link #toJson} described. */
    public static Schema fromJson(Map<?, ?> json) {
        List<Feature> features = new ArrayList<>();
        for (Object element : list(json, "features")) {
            Map<?, ?> column = (Map<?, ?>) element;
            features.add(new Feature(
                    text(column, "name"),
                    Feature.Type.valueOf(text(column, "type").toUpperCase(Locale.ROOT)),
                    list(column, "categories").stream().map(String::valueOf).toList(),
                    list(column, "shape").stream()
                            .map(n -> ((Number) n).intValue())
                            .toList(),
                    number(column, "missing")));
        }
        return new Schema(
                number(json, "rows"),
                features,
                (String) json.get("target"),
                Task.valueOf(text(json, "task").toUpperCase(Locale.ROOT)),
                list(json, "classes").stream().map(String::valueOf).toList());
    }

    private static List<?> list(Map<?, ?> json, String key) {
        return json.get(key) instanceof List<?> list ? list : List.of();
    }

    private static String text(Map<?, ?> json, String key) {
        return String.valueOf(json.get(key));
    }

    private static long number(Map<?, ?> json, String key) {
        return json.get(key) instanceof Number number ? number.longValue() : 0;
    }
}
