package dev.descent.training;

import dev.descent.training.tensor.Layout;

/**
 * What an update rule may know of the step besides its own state.
 *
 * @param rate the learning rate of this step
 * @param layout which part of θ belongs to which tensor
 */
public record StepContext(double rate, Layout layout) {}
