package dev.descent.training.diagnostics;

import dev.descent.training.Network;
import dev.descent.training.tensor.Signature;
import java.util.Optional;

/** Why something can say nothing, as the end of a sentence that names it. */
final class Needs {
    private Needs() {}

    static Optional<String> classes(Signature signature) {
        return signature.classes() > 0
                ? Optional.empty()
                : Optional.of("asks which class is predicted, but the target is a number");
    }

    static Optional<String> gradientsOfExamples(Network network) {
        return network.mixesExamples().map(why -> "looks at the gradients of single examples, but " + why);
    }
}
