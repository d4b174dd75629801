package dev.descent.training.models.stages;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Assembly;

/** A fully connected layer; an image in front of it is flattened. */
@Strategy(
        type = "dense",
        title = "Fully connected",
        description = "Connects every input to every unit. An image in front of it is flattened.")
public record DenseStage(
        @Option(value = "Number of units.", min = 1, max = 65_536)
        int units,

        @Option("What is applied to each element of the output.")
        Activation activation)
        implements Stage {
    public DenseStage {
        Options.check(DenseStage.class, units, activation);
    }

    public DenseStage(int units) {
        this(units, Activation.RELU);
    }

    @Override
    public void addTo(Assembly assembly, String pointer) {
        assembly.dense(units);
        assembly.activation(activation);
    }
}
