/** What people and pipes read. */
@NullMarked
package dev.descent.cli.terminal;

import org.jspecify.annotations.NullMarked;
