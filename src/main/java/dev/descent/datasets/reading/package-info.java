/** Uploaded files: formats, limits, type inference, and every problem with its place. */
@NullMarked
package dev.descent.datasets.reading;

import org.jspecify.annotations.NullMarked;
