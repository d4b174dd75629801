package dev.descent.training.models;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Model;
import dev.descent.training.Network;
import dev.descent.training.models.gradients.Exact;
import dev.descent.training.models.gradients.WeightGradient;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Assembly;
import dev.descent.training.models.stages.ConvStage;
import dev.descent.training.models.stages.DenseStage;
import dev.descent.training.models.stages.DropoutStage;
import dev.descent.training.models.stages.NormStage;
import dev.descent.training.models.stages.PoolStage;
import dev.descent.training.models.stages.Stage;
import dev.descent.training.tensor.Signature;
import java.util.List;

/**
 * A convolutional network: stages from the image {@code [C, H, W]} on, and a fully connected output layer.
 *
 * <p>The default stages suit images from 8 x 8 to 32 x 32 pixels. They normalize by layer and not by batch, so that what
 * an example contributes does not depend on the others of its batch.
 */
@Strategy(
        type = "cnn",
        title = "Convolutional network",
        description = "A list of convolution, pooling, normalization and fully connected stages for images.",
        paper = "doi:10.1109/5.726791")
public record Cnn(
        @Option(value = "The stages, in order. The output layer is added behind them.", maxSize = 256)
        List<Stage> stages,

        @Option("How the gradient of the weights is computed.")
        WeightGradient weightGradient)
        implements Model {
    public Cnn {
        Options.check(Cnn.class, stages, weightGradient);
        stages = List.copyOf(stages);
    }

    public Cnn(List<Stage> stages) {
        this(stages, new Exact());
    }

    public Cnn() {
        this(List.of(
                same(32),
                new NormStage(NormStage.Kind.LAYER, Activation.RELU),
                same(64),
                new NormStage(NormStage.Kind.LAYER, Activation.RELU),
                new PoolStage(),
                new DenseStage(128),
                new DropoutStage()));
    }

    @Override
    public Network network(Signature signature) {
        if (!signature.cardinalities().isEmpty()) {
            throw new InvalidOptions(
                    "",
                    "does_not_fit",
                    "takes images only, but " + signature.cardinalities().size()
                            + " categorical features are embedded; use mlp");
        }
        if (!signature.isImage()) {
            throw new InvalidOptions(
                    "",
                    "does_not_fit",
                    "takes images, but the examples are rows of " + signature.width() + " numbers; use mlp");
        }
        Assembly assembly = new Assembly(signature, weightGradient);
        for (int i = 0; i < stages.size(); i++) {
            stages.get(i).addTo(assembly, "/stages/" + i);
        }
        assembly.dense(signature.outputs());
        return assembly.network();
    }

    @Override
    public boolean hasTrueGradient() {
        return weightGradient instanceof Exact;
    }

    /** A convolution that keeps the size of the image, for a norm to follow. */
    private static ConvStage same(int filters) {
        return new ConvStage(filters, 3, 1, 1, 1, true, Activation.NONE);
    }
}
