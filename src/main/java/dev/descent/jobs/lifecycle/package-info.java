/** The aggregate: a job that guards its own transitions. */
@NullMarked
package dev.descent.jobs.lifecycle;

import org.jspecify.annotations.NullMarked;
