package dev.descent.datasets.encoding;

import dev.descent.datasets.Preprocessing.Missing;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what a client sent to be predicted, and reports every value that cannot be used. */
final class Instances {
    private static final int SHOWN = 100;
    private static final int LARGEST_PIXEL = 255;

    private final FittedEncoding encoding;
    private final Map<String, Map<String, Integer>> codes = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    Instances(FittedEncoding encoding) {
        this.encoding = encoding;
        for (FeatureEncoding feature : encoding.features()) {
            CategoricalFeature categorical = categorical(feature);
            if (categorical != null) {
                codes.put(feature.name(), categorical.codes());
            }
        }
    }

    private static @Nullable CategoricalFeature categorical(FeatureEncoding feature) {
        if (feature instanceof OneHotFeature oneHot) {
            return oneHot.feature();
        }
        return feature instanceof EmbeddedFeature embedded ? embedded.feature() : null;
    }

    /** @throws InvalidOptions with a pointer {@code /instances/i/name} for every bad value */
    List<List<Cell>> check(List<?> instances) {
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            rows.add(row("/instances/" + i, instances.get(i)));
        }
        if (!violations.isEmpty()) {
            if (violations.size() > SHOWN) {
                int hidden = violations.size() - SHOWN;
                violations.subList(SHOWN, violations.size()).clear();
                violations.add(new Violation("/instances", "more_faults", "and " + hidden + " more faults like these"));
            }
            throw new InvalidOptions(violations);
        }
        return rows;
    }

    private List<Cell> row(String pointer, @Nullable Object instance) {
        List<FeatureEncoding> features = encoding.features();
        List<Cell> cells = new ArrayList<>();
        if (instance instanceof Map<?, ?> map) {
            for (Object key : map.keySet()) {
                if (!encoding.columns().contains(key) && !key.equals(encoding.target())) {
                    fault(
                            pointer,
                            String.valueOf(key),
                            "unknown_field",
                            "there is no feature of this name; " + known());
                }
            }
            for (FeatureEncoding feature : features) {
                cells.add(cell(pointer, feature, map.get(feature.name())));
            }
        } else if (instance instanceof List<?> list) {
            if (list.size() != features.size()) {
                violations.add(new Violation(
                        pointer,
                        "wrong_length",
                        "must have " + features.size() + " values but has " + list.size() + "; " + known()));
                return cells;
            }
            for (int i = 0; i < features.size(); i++) {
                cells.add(cell(pointer, features.get(i), list.get(i)));
            }
        } else {
            violations.add(new Violation(
                    pointer,
                    "wrong_type",
                    "must be an object of feature names and values, or a list of values in their order; " + known()));
        }
        return cells;
    }

    private String known() {
        return "the features are "
                + encoding.features().stream()
                        .map(FeatureEncoding::name)
                        .limit(50)
                        .collect(Collectors.joining(", "))
                + (encoding.features().size() > 50 ? ", ..." : "");
    }

    private Cell cell(String pointer, FeatureEncoding feature, @Nullable Object value) {
        if (feature instanceof ImageFeature image) {
            return Cell.pixels(pixels(pointer, image, value));
        }
        if (value == null && encoding.missing() == Missing.DROP) {
            fault(
                    pointer,
                    feature.name(),
                    "missing_value",
                    "a value is needed: the model was trained on rows without" + " missing values");
        }
        Map<String, Integer> categories = codes.get(feature.name());
        return categories != null
                ? Cell.code(code(pointer, feature, categories, value))
                : Cell.number(number(pointer, (NumericFeature) feature, value));
    }

    private double number(String pointer, NumericFeature feature, @Nullable Object value) {
        if (value == null) {
            return Double.NaN;
        }
        if (!(value instanceof Number number)) {
            fault(pointer, feature.name(), "wrong_type", "must be a number or null but is " + show(value));
            return 0;
        }
        double x = number.doubleValue();
        if (!Float.isFinite((float) feature.scaling().apply(x))) {
            fault(pointer, feature.name(), "out_of_bounds", "must be a finite number of usual size but is " + x);
        }
        return x;
    }

    private int code(String pointer, FeatureEncoding feature, Map<String, Integer> categories, @Nullable Object value) {
        if (value == null) {
            return Cell.MISSING;
        }
        if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
            fault(
                    pointer,
                    feature.name(),
                    "wrong_type",
                    "must be a text, a number, true, false or null but is " + show(value));
            return Cell.UNKNOWN;
        }
        String name = value.toString();
        if (value instanceof Number number) {
            double x = number.doubleValue();
            name = x == Math.rint(x) && Math.abs(x) < 1e15 ? Long.toString((long) x) : Double.toString(x);
        }
        return categories.getOrDefault(name, Cell.UNKNOWN);
    }

    private double[] pixels(String pointer, ImageFeature image, @Nullable Object value) {
        List<Integer> shape = image.shape();
        double[] pixels = new double[image.width()];
        boolean flat = shape.get(0) == 1 && value instanceof List<?> rows && rows.size() == shape.get(1);
        List<?> channels = flat && value != null && !isNested((List<?>) value, 3) ? List.of(value) : listOrEmpty(value);
        String wrong = fill(channels, shape, pixels);
        if (wrong != null) {
            fault(
                    pointer,
                    image.name(),
                    "wrong_type",
                    "must be an image: numbers on 0..255 in lists [" + shape.get(0) + "][" + shape.get(1) + "]["
                            + shape.get(2) + "]"
                            + (shape.get(0) == 1 ? " or [" + shape.get(1) + "][" + shape.get(2) + "]" : "")
                            + ", but " + wrong);
        }
        return pixels;
    }

    private static boolean isNested(List<?> list, int depth) {
        Object inner = list;
        for (int i = 0; i < depth; i++) {
            if (!(inner instanceof List<?> next) || next.isEmpty()) {
                return false;
            }
            inner = next.get(0);
        }
        return true;
    }

    private static List<?> listOrEmpty(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static @Nullable String fill(List<?> channels, List<Integer> shape, double[] pixels) {
        if (channels.size() != shape.get(0)) {
            return "there are " + channels.size() + " channels";
        }
        int i = 0;
        for (Object channel : channels) {
            List<?> rows = listOrEmpty(channel);
            if (rows.size() != shape.get(1)) {
                return "a channel has " + rows.size() + " rows";
            }
            for (Object row : rows) {
                List<?> line = listOrEmpty(row);
                if (line.size() != shape.get(2)) {
                    return "a row has " + line.size() + " pixels";
                }
                for (Object pixel : line) {
                    double value = pixel instanceof Number number ? number.doubleValue() : Double.NaN;
                    if (!(value >= 0 && value <= LARGEST_PIXEL)) {
                        return "a pixel is " + show(pixel);
                    }
                    pixels[i++] = value;
                }
            }
        }
        return null;
    }

    private static String show(@Nullable Object value) {
        String text = value instanceof String ? "the text \"" + value + "\"" : String.valueOf(value);
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }

    private void fault(String pointer, String name, String code, String message) {
        String step = name.replace("~", "~0").replace("/", "~1");
        violations.add(new Violation(pointer + "/" + step, code, message));
    }
}
