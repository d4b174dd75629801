/** The learning rate as a function of the step. */
@NullMarked
package dev.descent.training.schedules;

import org.jspecify.annotations.NullMarked;
