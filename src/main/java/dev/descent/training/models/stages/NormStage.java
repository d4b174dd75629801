package dev.descent.training.models.stages;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Names;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Assembly;
import org.jspecify.annotations.Nullable;

/** Normalization, and then optionally an activation, which belongs behind it. */
@Strategy(
        type = "norm",
        title = "Normalization",
        description = "Brings features to mean 0 and variance 1, then scales and shifts them as it learns.")
public record NormStage(
        @Option("batch: each channel over the batch; layer: all features of each example.")
        Kind kind,

        @Option("What is applied to each element of the output.")
        Activation activation,

        @Option(
                value = "Examples that kind batch takes together, as if each so many were a batch. "
                        + "Null: the whole batch.",
                min = 2,
                max = 1e6)
        @Nullable
        Integer ghostBatchSize)
        implements Stage {
    public enum Kind {
        BATCH,
        LAYER
    }

    public NormStage {
        Options.check(NormStage.class, kind, activation, ghostBatchSize);
        if (ghostBatchSize != null && kind != Kind.BATCH) {
            throw new InvalidOptions(
                    "/ghost_batch_size",
                    "conflict",
                    "divides batches that are normalized, but kind is " + Names.wire(kind.name()));
        }
    }

    public NormStage(Kind kind, Activation activation) {
        this(kind, activation, null);
    }

    public NormStage() {
        this(Kind.BATCH, Activation.NONE);
    }

    @Override
    public void addTo(Assembly assembly, String pointer) {
        switch (kind) {
            case BATCH -> assembly.batchNorm(ghostBatchSize);
            case LAYER -> assembly.layerNorm();
        }
        assembly.activation(activation);
    }
}
