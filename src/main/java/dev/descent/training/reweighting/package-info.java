/** How much each example of a batch counts. */
@NullMarked
package dev.descent.training.reweighting;

import org.jspecify.annotations.NullMarked;
