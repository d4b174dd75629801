/** Which examples make up the batch of a step. */
@NullMarked
package dev.descent.training.samplers;

import org.jspecify.annotations.NullMarked;
