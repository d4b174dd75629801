package dev.descent.training;

import dev.descent.spec.Family;
import java.util.Optional;

/** What a job finds out about its data and its training, beside the model. */
@Family(value = "diagnostics", description = "What a job finds out about its data and its training, beside the model.")
public sealed interface Diagnostic permits ExampleScore, GradientDiagnostic {
    /** Why it can say nothing of a run with this rule, as the end of a sentence that names it, or empty if it can. */
    default Optional<String> objectionTo(UpdateRule rule) {
        return Optional.empty();
    }

    /** Why it can say nothing of this network, as the end of a sentence that names it, or empty if it can. */
    default Optional<String> objectionTo(Network network) {
        return Optional.empty();
    }
}
