/**
 * What papers claim of the methods in the catalogue, measured again at a size that a laptop bears.
 *
 * <p>They are no tests: they take minutes, and a claim that does not hold here is a result too. All of them, or those
 * whose numbers are given, run with {@code ./mvnw test-compile exec:exec@experiments -Dexperiments="1 10"} and print a
 * table with the claim beside the measurement.
 */
@NullMarked
package dev.descent.experiments;

import org.jspecify.annotations.NullMarked;
