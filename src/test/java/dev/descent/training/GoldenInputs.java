package dev.descent.training;

import dev.descent.training.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The parameters and the 30 gradients that the reference values of optimizers share, each as one flat array. */
public final class GoldenInputs {
    public static final Layout LAYOUT = Layout.EMPTY.with("w", 4, 3).with("b", 5);
    private static final JsonNode INPUTS = Golden.read("optimizers/inputs.json");

    private GoldenInputs() {}

    public static double[] parameters() {
        return flat(INPUTS.get("params"));
    }

    public static List<double[]> gradients() {
        return StreamSupport.stream(INPUTS.get("gradients").spliterator(), false)
                .map(GoldenInputs::flat)
                .toList();
    }

    /** The arrays under {@code w} and {@code b}, one after the other; either may be missing. */
    public static double[] flat(JsonNode tensors) {
        List<Double> values = new ArrayList<>();
        for (String name : List.of("w", "b")) {
            if (tensors.has(name)) {
                collect(tensors.get(name), values);
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(JsonNode node, List<Double> into) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, into));
        } else {
            into.add(node.asDouble());
        }
    }

    public static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
