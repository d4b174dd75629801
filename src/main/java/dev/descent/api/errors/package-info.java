/** Every way to say no, as {@code application/problem+json}. */
@NullMarked
package dev.descent.api.errors;

import org.jspecify.annotations.NullMarked;
