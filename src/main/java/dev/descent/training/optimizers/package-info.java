/** Update rules that see parameters and a gradient, and nothing of the data. */
@NullMarked
package dev.descent.training.optimizers;

import org.jspecify.annotations.NullMarked;
