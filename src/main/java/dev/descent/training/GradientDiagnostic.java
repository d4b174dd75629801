package dev.descent.training;

import dev.descent.training.tensor.GradientStatistics;
import java.util.List;
import java.util.Map;

/** Something about how the gradients of the examples of a batch agree, told as metrics. */
public non-sealed interface GradientDiagnostic extends Diagnostic {
    /** The names of what {@link #metrics} answers. */
    List<String> names();

    /** What the gradients of one batch say, before clipping and other transforms. */
    Map<String, Double> metrics(GradientStatistics statistics);
}
