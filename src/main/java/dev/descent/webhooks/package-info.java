/**
 * Webhooks: tells the receivers that a project names of the states of its jobs.
 *
 * <p>What is to be told is written in the transaction that changes the job, and sent afterwards, signed, by any process
 * that serves requests, at least once: until the receiver has said that it has it, or for about three days.
 */
@NullMarked
package dev.descent.webhooks;

import org.jspecify.annotations.NullMarked;
