/** The command line: a client of the service that speaks nothing but HTTP, in the same jar. */
@NullMarked
package dev.descent.cli;

import org.jspecify.annotations.NullMarked;
