package dev.descent.training.variational;

import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.function.UnaryOperator;

/** C, a square root of a covariance CCᵀ. What is as C is, a matrix or a diagonal, is M in the methods here. */
interface Root {
    /** As it is kept. */
    Vec elements();

    /** Cv. */
    Vec times(Vec v);

    /** Cᵀv. */
    Vec transposedTimes(Vec v);

    /** CᵀHC, of which a diagonal C keeps the diagonal. */
    Vec bent(UnaryOperator<Vec> hessianTimes);

    /** Σ uᵢvᵢᵀ, of which a diagonal C keeps the diagonal. */
    Vec products(List<Vec> u, List<Vec> v);

    /** C − ηC tril*(M − I), as it is kept. */
    Vec moved(Vec bend, double rate);
}
