/** Who may do what: API keys, roles inside projects, and the log of administrative acts and denied requests. */
@NullMarked
package dev.descent.access;

import org.jspecify.annotations.NullMarked;
