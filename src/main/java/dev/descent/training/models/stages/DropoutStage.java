package dev.descent.training.models.stages;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.models.layers.Assembly;

/** Sets random elements to zero when training. */
@Strategy(
        type = "dropout",
        title = "Dropout",
        description = "Sets random elements to zero when training and scales the others up, against overfitting.",
        paper = "arXiv:1207.0580")
public record DropoutStage(
        @Option(value = "Probability of an element to become zero.", min = 0, below = 1)
        double rate) implements Stage {
    public DropoutStage {
        Options.check(DropoutStage.class, rate);
    }

    public DropoutStage() {
        this(0.5);
    }

    @Override
    public void addTo(Assembly assembly, String pointer) {
        assembly.dropout(rate);
    }
}
