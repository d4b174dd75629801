/** Formats of the state of an update rule: as it is, or quantized. */
@NullMarked
package dev.descent.training.states;

import org.jspecify.annotations.NullMarked;
