package dev.descent.training.models.stages;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.models.layers.Assembly;
import dev.descent.training.models.layers.Window;
import org.jspecify.annotations.Nullable;

/** Makes an image smaller by summing up each neighbourhood, channel by channel. */
@Strategy(
        type = "pool",
        title = "Pooling",
        description = "Keeps the maximum or the mean of each neighbourhood, or the mean of each whole channel.")
public record PoolStage(
        @Option("max, average, or global_average: one number per channel, whatever the size.")
        Kind kind,

        @Option(value = "Height and width of a neighbourhood in pixels; unused by global_average.", min = 1, max = 64)
        int size,

        @Option(
                value = "Pixels from one neighbourhood to the next; unused by global_average. Null: the size.",
                min = 1,
                max = 64)
        @Nullable
        Integer stride,

        @Option(value = "Rows and columns added on each side; at most half the size.", min = 0, max = 32)
        int padding)
        implements Stage {
    public enum Kind {
        MAX,
        AVERAGE,
        GLOBAL_AVERAGE
    }

    public PoolStage {
        Options.check(PoolStage.class, kind, size, stride, padding);
        if (padding > size / 2) {
            throw new InvalidOptions(
                    "/padding", "conflict", "must be at most half the size of " + size + " but is " + padding);
        }
    }

    public PoolStage() {
        this(Kind.MAX, 2, null, 0);
    }

    @Override
    public void addTo(Assembly assembly, String pointer) {
        Window window = new Window(size, stride == null ? size : stride, padding);
        switch (kind) {
            case MAX -> assembly.maxPool(window, pointer);
            case AVERAGE -> assembly.averagePool(window, pointer);
            case GLOBAL_AVERAGE -> assembly.globalAveragePool(pointer);
        }
    }
}
