/** Data sets: upload, parsing, type inference, the canonical binary form, fingerprint, and encoding for training. */
@NullMarked
package dev.descent.datasets;

import org.jspecify.annotations.NullMarked;
