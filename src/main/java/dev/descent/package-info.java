/** Descent: a training service over HTTP. */
@NullMarked
package dev.descent;

import org.jspecify.annotations.NullMarked;
