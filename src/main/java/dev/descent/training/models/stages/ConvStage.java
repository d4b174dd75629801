package dev.descent.training.models.stages;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Assembly;
import dev.descent.training.models.layers.Window;

/**
 * A convolution with square filters: {@code [C, H, W]} becomes {@code [filters, H', W']} with H' = ⌊(H + 2·padding −
 * kernel)/stride⌋ + 1.
 */
@Strategy(
        type = "conv",
        title = "Convolution",
        description =
                "Slides learned filters over the image. With padding (kernel - 1)/2 and stride 1 it keeps the size.")
public record ConvStage(
        @Option(value = "Number of filters, which is the number of output channels.", min = 1, max = 65_536)
        int filters,

        @Option(value = "Height and width of a filter in pixels.", min = 1, max = 64)
        int kernel,

        @Option(value = "Pixels from one position of the filter to the next.", min = 1, max = 64)
        int stride,

        @Option(value = "Rows and columns of zeros added on each side.", min = 0, max = 64)
        int padding,

        @Option(
                value = "Groups into which channels are divided; each filter sees one. As many as channels: depthwise.",
                min = 1,
                max = 65_536)
        int groups,

        @Option("Whether each filter adds a learned constant. Not needed in front of batch norm.")
        boolean bias,

        @Option("What is applied to each element of the output.")
        Activation activation)
        implements Stage {
    public ConvStage {
        Options.check(ConvStage.class, filters, kernel, stride, padding, groups, bias, activation);
        if (filters % groups != 0) {
            throw new InvalidOptions("/groups", "conflict", "must divide the " + filters + " filters but is " + groups);
        }
    }

    public ConvStage(int filters) {
        this(filters, 3, 1, 0, 1, true, Activation.RELU);
    }

    @Override
    public void addTo(Assembly assembly, String pointer) {
        assembly.convolution(filters, new Window(kernel, stride, padding), groups, bias, pointer);
        assembly.activation(activation);
    }
}
