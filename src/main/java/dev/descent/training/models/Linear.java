package dev.descent.training.models;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Model;
import dev.descent.training.Network;
import dev.descent.training.models.gradients.Exact;
import dev.descent.training.models.gradients.WeightGradient;
import dev.descent.training.models.layers.Assembly;
import dev.descent.training.tensor.Signature;

/**
 * Wx + b: linear regression, or with a classification objective logistic regression.
 *
 * <p>x are the real features, an image flattened, followed by the vectors of embedded features.
 */
@Strategy(
        type = "linear",
        title = "Linear model",
        description = "One layer without activation: linear regression, or logistic regression for classes.")
public record Linear(
        @Option("How the gradient of the weights is computed.")
        WeightGradient weightGradient) implements Model {
    public Linear {
        Options.check(Linear.class, weightGradient);
    }

    public Linear() {
        this(new Exact());
    }

    @Override
    public Network network(Signature signature) {
        Assembly assembly = new Assembly(signature, weightGradient);
        assembly.onlyDense(signature.outputs());
        return assembly.network();
    }

    @Override
    public boolean hasTrueGradient() {
        return weightGradient instanceof Exact;
    }
}
