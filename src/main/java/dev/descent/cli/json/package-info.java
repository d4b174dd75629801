/** JSON without binding. */
@NullMarked
package dev.descent.cli.json;

import org.jspecify.annotations.NullMarked;
