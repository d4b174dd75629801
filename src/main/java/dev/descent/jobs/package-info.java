/** The life of a job: submission, queue, workers, transitions, events and metrics. */
@NullMarked
package dev.descent.jobs;

import org.jspecify.annotations.NullMarked;
