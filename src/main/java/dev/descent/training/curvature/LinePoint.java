package dev.descent.training.curvature;

import dev.descent.training.tensor.Vec;

/**
 * What is known of a point θ + td on a line.
 *
 * @param gradient at the point, {@code [P]}
 * @param slope of the loss along d
 */
record LinePoint(double t, Vec parameters, double loss, Vec gradient, double slope) {}
