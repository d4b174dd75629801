/** The doors from examples to a gradient. */
@NullMarked
package dev.descent.training.mechanisms;

import org.jspecify.annotations.NullMarked;
