package dev.descent.training.models.stages;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Assembly;

/** Normalization, and then optionally an activation, which belongs behind it. */
@Strategy(
        type = "norm",
        title = "Normalization",
        description = "Brings features to mean 0 and variance 1, then scales and shifts them as it learns.")
public record NormStage(
        @Option("batch: each channel over the batch; layer: all features of each example.")
        Kind kind,

        @Option("What is applied to each element of the output.")
        Activation activation)
        implements Stage {
    public enum Kind {
        BATCH,
        LAYER
    }

    public NormStage {
        Options.check(NormStage.class, kind, activation);
    }

    public NormStage() {
        this(Kind.BATCH, Activation.NONE);
    }

    @Override
    public void addTo(Assembly assembly, String pointer) {
        switch (kind) {
            case BATCH -> assembly.batchNorm();
            case LAYER -> assembly.layerNorm();
        }
        assembly.activation(activation);
    }
}
