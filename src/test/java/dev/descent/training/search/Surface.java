package dev.descent.training.search;

import dev.descent.training.Golden;
import dev.descent.training.SearchRule;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Vec;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Functions to be minimized, on vectors of any kind. */
final class Surface {
    private Surface() {}

    /** ½ Σ a d² + ¼ Σ d⁴ + tilt (Σ x)², d = x − c: that of the fixtures. */
    static SearchRule.Loss quartic(JsonNode inputs, double tilt, Function<double[], Vec> vec) {
        Vec a = vec.apply(numbers(inputs.get("a")));
        Vec c = vec.apply(numbers(inputs.get("c")));
        return x -> {
            Vec d = x.sub(c);
            Vec square = d.square();
            return square.mul(a)
                    .sum()
                    .mul(0.5)
                    .addScaled(0.25, square.square().sum())
                    .addScaled(tilt, x.sum().square());
        };
    }

    static SearchRule.Loss quadratic() {
        Vec curvature = new ArrayVec(1, 2, 0.5, 3, 1, 0.1);
        return x -> x.square().mul(curvature).sum().mul(0.5);
    }

    static final Vec QUADRATIC_START = new ArrayVec(1, -2, 3, 0, 2, -3);

    static SearchRule.Loss rosenbrock() {
        return x -> {
            Vec first = x.slice(0, 1);
            return x.slice(1, 2)
                    .sub(first.square())
                    .square()
                    .mul(100)
                    .add(first.add(-1).square());
        };
    }

    static final Vec ROSENBROCK_START = new ArrayVec(-1.2, 1);

    /** What a fixture's notes list under a name. */
    static JsonNode note(String fixture, String name) {
        for (JsonNode note : Golden.read("optimizers/" + fixture + ".json").get("notes")) {
            if (note.has(name)) {
                return note;
            }
        }
        throw new AssertionError(fixture + " lists no " + name);
    }

    static double[] numbers(JsonNode list) {
        return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }
}
