/** What a job minimizes: one loss per example. */
@NullMarked
package dev.descent.training.objectives;

import org.jspecify.annotations.NullMarked;
