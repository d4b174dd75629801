package dev.descent.artifacts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model says about one instance.
 *
 * @param value the name of the likeliest class, or a number in the target's unit
 * @param probabilities by class; null for regression
 */
public record Prediction(Object value, @Nullable Map<String, Double> probabilities) {}
