package dev.descent.training.tensor;

/**
 * The examples of one step, on the device.
 *
 * @param numeric {@code [B, D]} real features, or {@code [B, C, H, W]} pixels
 * @param categories {@code [B, K]} codes of categorical features that are embedded; anything where there are none
 * @param targets {@code [B]} class numbers or real targets
 * @param size B
 */
public record Batch(Tensor numeric, Tensor categories, Tensor targets, int size) {}
