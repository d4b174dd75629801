package dev.descent.datasets.encoding;

import dev.descent.datasets.Encoding;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Preprocessing.Missing;
import dev.descent.datasets.Table;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was learned from the training rows.
 *
 * @param columns the names of all features of the data set in order, ignored ones included
 * @param features those that are trained on, in order
 * @param target the name of the target, or null
 * @param classes the names of the classes; empty if the target is a number
 * @param targets the scaling of a real target
 */
public record FittedEncoding(
        List<String> columns,
        List<FeatureEncoding> features,
        Missing missing,
        @Nullable String target,
        List<String> classes,
        Scaling targets)
        implements Encoding {
    public FittedEncoding {
        columns = List.copyOf(columns);
        features = List.copyOf(features);
        classes = List.copyOf(classes);
    }

    @Override
    public Signature signature() {
        List<Integer> shape =
                List.of(features.stream().mapToInt(FeatureEncoding::width).sum());
        if (features.size() == 1 && features.get(0) instanceof ImageFeature image) {
            shape = image.shape();
        }
        List<Integer> cardinalities = features.stream()
                .map(FeatureEncoding::cardinality)
                .filter(cardinality -> cardinality > 0)
                .toList();
        return new Signature(shape, cardinalities, classes.size());
    }

    @Override
    public Examples examples(Table table, int[] rows) {
        if (!table.dataset().features().stream().map(Feature::name).toList().equals(columns)) {
            throw new IllegalArgumentException("the encoding was fitted on another data set than "
                    + table.dataset().id());
        }
        return new TableExamples(this, table, rows.clone());
    }

    @Override
    public Examples instances(List<?> instances) {
        return new InstanceExamples(this, new Instances(this).check(instances));
    }

    float target(double value) {
        return (float) (classes.isEmpty() ? targets.apply(value) : value);
    }

    /** How many units of the target one unit of the encoded target is. */
    double targetScale() {
        return classes.isEmpty() ? targets.unit() : 1;
    }

    @Override
    public Object prediction(double value) {
        return classes.isEmpty() ? (Object) targets.invert(value) : classes.get((int) value);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("columns", columns);
        json.put("features", features.stream().map(FeatureEncoding::toJson).toList());
        json.put("missing", missing.name().toLowerCase(Locale.ROOT));
        json.put("target", target);
        json.put("classes", classes);
        json.put("target_scaling", targets.toJson());
        return json;
    }
}
