package dev.descent.training.models;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Model;
import dev.descent.training.Network;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.layers.Assembly;
import dev.descent.training.tensor.Signature;
import java.util.List;

/**
 * A multilayer perceptron: each hidden layer is dropout(activation(norm(Wx + b))), the output layer is Wx + b.
 *
 * <p>The first x are the real features, an image flattened, followed by the vectors of embedded features.
 */
@Strategy(
        type = "mlp",
        title = "Multilayer perceptron",
        description = "Fully connected layers with an activation between them. A good first choice for tables.")
public record Mlp(
        @Option(value = "Units of each hidden layer, in order.", min = 1, max = 65_536, minSize = 1, maxSize = 64)
        List<Integer> hidden,

        @Option("What is applied to each unit of a hidden layer.")
        Activation activation,

        @Option(value = "Probability of a hidden unit to be set to zero when training.", min = 0, below = 1)
        double dropout,

        @Option("none, batch: each unit over the batch, or layer: all units of each example.")
        Normalization normalization)
        implements Model {
    public enum Normalization {
        NONE,
        BATCH,
        LAYER
    }

    public Mlp {
        Options.check(Mlp.class, hidden, activation, dropout, normalization);
        hidden = List.copyOf(hidden);
    }

    public Mlp() {
        this(List.of(64, 64), Activation.RELU, 0, Normalization.NONE);
    }

    @Override
    public Network network(Signature signature) {
        Assembly assembly = new Assembly(signature);
        for (int units : hidden) {
            assembly.dense(units);
            switch (normalization) {
                case NONE -> {}
                case BATCH -> assembly.batchNorm();
                case LAYER -> assembly.layerNorm();
            }
            assembly.activation(activation);
            assembly.dropout(dropout);
        }
        assembly.dense(signature.outputs());
        return assembly.network();
    }
}
