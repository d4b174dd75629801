/** The embedded PostgreSQL that the service starts when no database is configured. */
@NullMarked
package dev.descent.database;

import org.jspecify.annotations.NullMarked;
