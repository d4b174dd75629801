package dev.descent.training.models;

import dev.descent.spec.Strategy;
import dev.descent.training.Model;
import dev.descent.training.Network;
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
public record Linear() implements Model {
    @Override
    public Network network(Signature signature) {
        Assembly assembly = new Assembly(signature);
        assembly.onlyDense(signature.outputs());
        return assembly.network();
    }
}
