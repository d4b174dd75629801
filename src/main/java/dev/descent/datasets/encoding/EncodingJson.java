package dev.descent.datasets.encoding;

import dev.descent.datasets.Preprocessing.Missing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes an encoding from the JSON values that one described itself with. */
public final class EncodingJson {
    private EncodingJson() {}

    public static FittedEncoding read(Map<String, Object> json) {
        List<String> columns = texts(json, "columns");
        List<FeatureEncoding> features = new ArrayList<>();
        for (Object feature : (List<?>) value(json, "features")) {
            Map<?, ?> fields = (Map<?, ?>) feature;
            features.add(feature(fields, columns.indexOf((String) value(fields, "name"))));
        }
        return new FittedEncoding(
                columns,
                features,
                Missing.valueOf(((String) value(json, "missing")).toUpperCase(Locale.ROOT)),
                (String) json.get("target"),
                texts(json, "classes"),
                scaling((Map<?, ?>) value(json, "target_scaling")));
    }

    static FeatureEncoding feature(Map<?, ?> json, int index) {
        String name = (String) value(json, "name");
        String type = (String) value(json, "type");
        return switch (type) {
            case "numeric" ->
                new NumericFeature(
                        name, index, scaling((Map<?, ?>) value(json, "scaling")), (Boolean) value(json, "indicator"));
            case "one_hot" -> new OneHotFeature(categorical(json, name, index));
            case "embedding" -> new EmbeddedFeature(categorical(json, name, index));
            case "image" ->
                new ImageFeature(
                        name,
                        index,
                        ((List<?>) value(json, "shape"))
                                .stream().map(n -> ((Number) n).intValue()).toList(),
                        ((List<?>) value(json, "channels"))
                                .stream().map(c -> scaling((Map<?, ?>) c)).toList());
            default -> throw new IllegalArgumentException("a feature is encoded in the unknown way \"" + type + "\"");
        };
    }

    private static CategoricalFeature categorical(Map<?, ?> json, String name, int index) {
        List<String> categories = texts(json, "categories");
        Set<String> unseen = new HashSet<>(texts(json, "unseen"));
        BitSet seen = new BitSet();
        for (int i = 0; i < categories.size(); i++) {
            seen.set(i, !unseen.contains(categories.get(i)));
        }
        return new CategoricalFeature(name, index, categories, seen, (Boolean) value(json, "missing"));
    }

    private static Scaling scaling(Map<?, ?> json) {
        return new Scaling(
                ((Number) value(json, "mean")).doubleValue(),
                ((Number) value(json, "standard_deviation")).doubleValue(),
                (Boolean) value(json, "standardize"));
    }

    private static List<String> texts(Map<?, ?> json, String key) {
        return ((List<?>) value(json, key)).stream().map(String::valueOf).toList();
    }

    private static Object value(Map<?, ?> json, String key) {
        return Objects.requireNonNull(json.get(key), key);
    }
}
