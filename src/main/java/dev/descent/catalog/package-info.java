/**
 * The bridge between JSON and strategy records: reading with every fault reported at once, writing, JSON Schema, and
 * the catalogue of all strategies that were found on the class path.
 */
@NullMarked
package dev.descent.catalog;

import org.jspecify.annotations.NullMarked;
