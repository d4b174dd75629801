/** Choosing some of the examples: those that stand for the others, or those that a score puts first. */
@NamedInterface("selection")
@NullMarked
package dev.descent.training.selection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
