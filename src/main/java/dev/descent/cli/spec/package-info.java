/** Specs as people write them. */
@NullMarked
package dev.descent.cli.spec;

import org.jspecify.annotations.NullMarked;
