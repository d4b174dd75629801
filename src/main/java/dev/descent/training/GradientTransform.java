package dev.descent.training;

import dev.descent.spec.Family;
import dev.descent.training.tensor.Vec;

/** Changes the gradient before the optimizer sees it; several are applied in the order of the spec. */
@Family(value = "transforms", description = "What is done to the gradient before the optimizer sees it, in order.")
public interface GradientTransform {
    Vec apply(Vec gradient);
}
