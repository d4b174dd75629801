/** Batch sizes: fixed, in stages, or grown by tests on the gradients of the examples. */
@NullMarked
package dev.descent.training.batches;

import org.jspecify.annotations.NullMarked;
