/**
 * The privacy budget of a data set, kept across all jobs: reserved when a job is submitted, charged before its data are
 * touched, and written into a history that only grows.
 *
 * <p>A {@linkplain dev.descent.ledger.Budgets budget} belongs to content, by its fingerprint, and not to a data set's id
 * or name. A job's steps are admitted by a Rényi filter of a fixed order and reported by composing privacy loss
 * distributions, which is never more.
 *
 * <p>Content that was {@linkplain dev.descent.ledger.Budgets#derive derived} holds the same records and shares the ledger.
 * What was {@linkplain dev.descent.ledger.Publications published} is charged once and free from then on.
 */
@NullMarked
package dev.descent.ledger;

import org.jspecify.annotations.NullMarked;
