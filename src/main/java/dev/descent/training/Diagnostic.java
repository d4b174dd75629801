package dev.descent.training;

import dev.descent.spec.Family;

/** What a job finds out about its data and its training, beside the model. */
@Family(value = "diagnostics", description = "What a job finds out about its data and its training, beside the model.")
public sealed interface Diagnostic permits ExampleScore, GradientDiagnostic {}
