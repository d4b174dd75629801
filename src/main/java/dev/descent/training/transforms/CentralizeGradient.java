package dev.descent.training.transforms;

import dev.descent.spec.Strategy;
import dev.descent.training.GradientTransform;
import dev.descent.training.State;
import dev.descent.training.StepContext;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;

/**
 * Takes the mean out of each row of the gradient: Gᵢ ← Gᵢ − mean(Gᵢ).
 *
 * <p>Symbols: Gᵢ the gradient of the weights into output unit i, or of all weights of output channel i. Biases and other
 * one-dimensional tensors stay as they are; so do rows of a single weight, which the rule as printed would never train.
 * State: none. Source: Yong et al., "Gradient centralization: a new optimization technique for deep neural networks",
 * arXiv:2004.01461. Not for the first layer of a network whose inputs share an offset that is to be learned: the sum of
 * a row's weights never changes, save by weight decay.
 */
@Strategy(
        type = "centralize_gradient",
        title = "Gradient centralization",
        description = "Takes the mean out of the gradient of the weights into each unit; biases stay as they are.",
        paper = "arXiv:2004.01461")
public record CentralizeGradient() implements GradientTransform {
    @Override
    public Transformed apply(Vec gradient, State state, StepContext context) {
        List<Vec> tensors = context.layout().entries().stream()
                .map(entry -> centralized(gradient.slice(entry.offset(), entry.offset() + entry.size()), entry))
                .toList();
        return new Transformed(tensors.get(0).concat(tensors.subList(1, tensors.size())), state);
    }

    private static Vec centralized(Vec tensor, Layout.Entry entry) {
        if (entry.shape().size() < 2 || entry.size() == entry.shape().get(0)) {
            return tensor;
        }
        long count = entry.shape().get(0);
        long length = entry.size() / count;
        Segments rows = new Segments(List.of(new Segments.Run(count, length)));
        return tensor.sub(tensor.sums(rows).mul(1.0 / length).spread(rows));
    }
}
