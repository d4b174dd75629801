/**
 * A pod for each job: which pods there should be, what the cluster makes of them, and what follows for the jobs.
 *
 * <p>The database is the truth. A row of {@code dispatch} says that a pod is wanted, or not gone yet; it is there before
 * the cluster is asked and goes after the last of the pod. Whatever happens in between, to this process or to the
 * cluster, the next look at both tells what is left to do.
 */
@NullMarked
package dev.descent.jobs.pods;

import org.jspecify.annotations.NullMarked;
