/** Who runs what: claims, leases, heartbeats and the threads that work. */
@NullMarked
package dev.descent.jobs.queue;

import org.jspecify.annotations.NullMarked;
