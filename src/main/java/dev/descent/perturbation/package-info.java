/**
 * Input perturbation: copies of data sets with noise on every value, charged once, free to train on ever after.
 *
 * <p>A {@linkplain dev.descent.perturbation.PerturbedCopies copy} is what a differentially private mechanism released. All
 * that is done with it is post-processing, so it has no part in the privacy ledger of its source, unlike other data that
 * were derived from a source, which hold its records and share its ledger.
 */
@NullMarked
package dev.descent.perturbation;

import org.jspecify.annotations.NullMarked;
