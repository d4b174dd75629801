/** What a worker does with a job it holds. */
@NullMarked
package dev.descent.jobs.run;

import org.jspecify.annotations.NullMarked;
