/** The networks that a job can train. */
@NullMarked
package dev.descent.training.models;

import org.jspecify.annotations.NullMarked;
