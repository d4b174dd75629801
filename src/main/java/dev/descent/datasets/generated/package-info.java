/** Data sets made from a seed. */
@NullMarked
package dev.descent.datasets.generated;

import org.jspecify.annotations.NullMarked;
