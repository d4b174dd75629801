/** The stored form of a data set: one file of columns, its fingerprint, and the mapped table that reads it. */
@NullMarked
package dev.descent.datasets.canonical;

import org.jspecify.annotations.NullMarked;
