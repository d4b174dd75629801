/** How the server is spoken to. */
@NullMarked
package dev.descent.cli.http;

import org.jspecify.annotations.NullMarked;
