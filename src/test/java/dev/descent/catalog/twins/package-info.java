/** A mistake for the catalogue to refuse. */
@NullMarked
package dev.descent.catalog.twins;

import org.jspecify.annotations.NullMarked;
