/** What is done around the update rule: clipping, noise, medians, averages of the weights. */
@NullMarked
package dev.descent.training.transforms;

import org.jspecify.annotations.NullMarked;
