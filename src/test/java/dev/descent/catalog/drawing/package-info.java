/** A small world of strategies for the tests of the catalogue. */
@NullMarked
package dev.descent.catalog.drawing;

import org.jspecify.annotations.NullMarked;
