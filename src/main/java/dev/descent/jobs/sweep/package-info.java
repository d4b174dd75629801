/** Files that killed processes left, of which no row of the database tells. */
@NullMarked
package dev.descent.jobs.sweep;

import org.jspecify.annotations.NullMarked;
