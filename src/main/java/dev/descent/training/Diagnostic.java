package dev.descent.training;

import dev.descent.spec.Family;

/** What a job finds out about its data and its training, beside the model. None exists yet. */
@Family(value = "diagnostics", description = "What a job finds out about its data and its training, beside the model.")
public interface Diagnostic {}
