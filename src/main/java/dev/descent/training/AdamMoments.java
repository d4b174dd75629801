package dev.descent.training;

/**
 * That an optimizer keeps in its state the moments of Adam, as vectors {@code m} and {@code v}, {@code [P]} each.
 *
 * @param beta1 β₁, the decay of m, the mean gradient
 * @param beta2 β₂, the decay of v, the mean squared gradient
 * @param epsilon ε
 */
public record AdamMoments(double beta1, double beta2, double epsilon) {}
