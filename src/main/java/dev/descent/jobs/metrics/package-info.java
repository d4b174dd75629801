/** The numbers that jobs measured, as they are stored: many points of a series to a row. */
@NullMarked
package dev.descent.jobs.metrics;

import org.jspecify.annotations.NullMarked;
