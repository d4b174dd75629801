package dev.descent.training.models.stages;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Assembly;
import java.util.List;

/**
 * y = activation(f(x) + s(x)), with the body f made of stages and the shortcut s.
 *
 * <p>The shortcut is the identity where f keeps the shape. Where it does not, s is a 1 x 1 convolution without bias whose
 * stride makes up for the size, or a fully connected layer where there are no images.
 */
@Strategy(
        type = "residual",
        title = "Residual block",
        description = "Adds what its stages make to what they got, so that deep networks stay trainable.",
        paper = "arXiv:1512.03385")
public record ResidualStage(
        @Option(value = "The stages of the body.", minSize = 1, maxSize = 64)
        List<Stage> stages,

        @Option("What is applied to each element of the sum.")
        Activation activation)
        implements Stage {
    public ResidualStage {
        Options.check(ResidualStage.class, stages, activation);
        stages = List.copyOf(stages);
    }

    public ResidualStage(List<Stage> stages) {
        this(stages, Activation.RELU);
    }

    @Override
    public void addTo(Assembly assembly, String pointer) {
        Assembly body = assembly.body();
        String list = pointer + "/stages";
        for (int i = 0; i < stages.size(); i++) {
            stages.get(i).addTo(body, list + "/" + i);
        }
        assembly.residual(body, list);
        assembly.activation(activation);
    }
}
