/** Choosing some of the examples: those that stand for the others. */
@NullMarked
package dev.descent.training.selection;

import org.jspecify.annotations.NullMarked;
