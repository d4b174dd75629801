/** A mistake for the catalogue to refuse. */
@NullMarked
package dev.descent.catalog.orphan;

import org.jspecify.annotations.NullMarked;
