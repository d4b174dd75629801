/** Pulling the parameters towards zero. */
@NullMarked
package dev.descent.training.decay;

import org.jspecify.annotations.NullMarked;
