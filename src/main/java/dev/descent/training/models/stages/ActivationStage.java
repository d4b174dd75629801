package dev.descent.training.models.stages;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Assembly;

/** An activation on its own, such as in front of a convolution. */
@Strategy(
        type = "activation",
        title = "Activation",
        description = "Applies a function to each element, where no other stage does.")
public record ActivationStage(
        @Option("What is applied to each element.") Activation activation) implements Stage {
    public ActivationStage {
        Options.check(ActivationStage.class, activation);
    }

    public ActivationStage() {
        this(Activation.RELU);
    }

    @Override
    public void addTo(Assembly assembly, String pointer) {
        assembly.activation(activation);
    }
}
