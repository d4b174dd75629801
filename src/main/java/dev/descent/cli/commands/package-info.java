/** The commands, a class each. */
@NullMarked
package dev.descent.cli.commands;

import org.jspecify.annotations.NullMarked;
