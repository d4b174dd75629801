package dev.descent.training;

import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The transforms of a job, applied in order.
 *
 * <p>There is one state for each transform, and one context, by its place.
 */
record TransformChain(List<Transform> transforms) {
    /** @param vector what the transforms made of a gradient or of parameters */
    record Applied(Vec vector, List<State> states) {}

    List<State> init(Vec parameters) {
        return transforms.stream().map(t -> t.init(parameters)).toList();
    }

    /** What becomes of a gradient before the update rule gets it. */
    Applied toGradient(Vec gradient, List<State> before, IntFunction<StepContext> contexts) {
        List<State> states = new ArrayList<>(before);
        Vec direction = gradient;
        for (int i = 0; i < before.size(); i++) {
            if (transforms.get(i) instanceof GradientTransform transform) {
                GradientTransform.Transformed applied = transform.apply(direction, before.get(i), contexts.apply(i));
                direction = applied.gradient();
                states.set(i, applied.state());
            }
        }
        return new Applied(direction, states);
    }

    /** What becomes of the parameters after the update rule. */
    Applied toParameters(Vec after, List<State> before, IntFunction<StepContext> contexts) {
        List<State> states = new ArrayList<>(before);
        Vec parameters = after;
        for (int i = 0; i < before.size(); i++) {
            if (transforms.get(i) instanceof ParameterTransform transform) {
                UpdateRule.Step step = transform.apply(parameters, before.get(i), contexts.apply(i));
                parameters = step.parameters();
                states.set(i, step.state());
            } else if (transforms.get(i) instanceof WeightAverage average) {
                states.set(i, average.include(parameters, before.get(i), contexts.apply(i)));
            }
        }
        return new Applied(parameters, states);
    }

    /** The average of the parameters, where a transform makes one; else the parameters. */
    Vec averaged(Vec parameters, List<State> states) {
        Vec averaged = parameters;
        for (int i = 0; i < states.size(); i++) {
            if (transforms.get(i) instanceof WeightAverage average) {
                averaged = average.average(averaged, states.get(i));
            }
        }
        return averaged;
    }
}
