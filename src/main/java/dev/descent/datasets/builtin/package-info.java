/** Data sets that ship with the service. */
@NullMarked
package dev.descent.datasets.builtin;

import org.jspecify.annotations.NullMarked;
