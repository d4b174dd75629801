/** Copies of data sets in which every value was changed at random. */
@NullMarked
package dev.descent.datasets.perturbed;

import org.jspecify.annotations.NullMarked;
