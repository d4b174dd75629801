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
 * A multilayer perceptron that is trained without back-propagation between its layers (tpSGD).
 *
 * <pre>
 *   lᵢ = ½‖Pᵢt − yᵢ‖²      yᵢ = σ(Wᵢyᵢ₋₁ + bᵢ)
 * </pre>
 *
 * <p>Symbols: yᵢ the output of hidden layer i, {@code [hᵢ]}; t the target {@code [K]}, 1 at the class and 0 elsewhere, or
 * the one number of a regression; Pᵢ a fixed random matrix {@code [hᵢ, K]}. Layer i descends on lᵢ alone; the output
 * layer descends on the objective. What is evaluated and exported is an ordinary perceptron.
 *
 * <p>The method is known to us from its abstract and a secondary source only: Lomnitz et al., "Learning with local
 * gradients at the edge", arXiv:2208.08503. Not known, and chosen here: Pᵢ is uniform on ±√(6/hᵢ), as the code of direct
 * random target projection draws its matrices (arXiv:1909.01311); the formula's missing factor, the layer's input, is
 * supplied by the derivative; losses are means over the batch and not sums; all layers learn in the same step, not one
 * after another, each from the inputs that the layers in front of it made in that step. Not for accuracy: nothing makes
 * a hidden layer useful to the next. An activation that cannot reach ±√(6/hᵢ), such as ReLU below zero, learns less.
 */
@Strategy(
        type = "target_projection_mlp",
        title = "Multilayer perceptron by target projection",
        description = "Each hidden layer learns to match a random projection of the target, without back-propagation "
                + "between layers. For experiments with local learning.",
        paper = "arXiv:2208.08503",
        experimental = "The paper's projection, its scale and its order of updates are not known to us; ours are "
                + "stated with the model, and its results are not reproduced.")
public record TargetProjectionMlp(
        @Option(value = "Units of each hidden layer, in order.", min = 1, max = 65_536, minSize = 1, maxSize = 64)
        List<Integer> hidden,

        @Option("What is applied to each unit of a hidden layer.")
        Activation activation)
        implements Model {
    public TargetProjectionMlp {
        Options.check(TargetProjectionMlp.class, hidden, activation);
        hidden = List.copyOf(hidden);
    }

    public TargetProjectionMlp() {
        this(List.of(64, 64), Activation.TANH);
    }

    @Override
    public Network network(Signature signature) {
        Assembly assembly = new Assembly(signature);
        for (int units : hidden) {
            assembly.dense(units);
            assembly.activation(activation);
            assembly.learnFromTargets();
        }
        assembly.dense(signature.outputs());
        return assembly.network();
    }

    @Override
    public boolean hasTrueGradient() {
        return false;
    }

    @Override
    public boolean learnsFromTargets() {
        return true;
    }
}
