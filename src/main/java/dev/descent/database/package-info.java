/** The embedded PostgreSQL that the service starts when no database is configured, and how a database is watched. */
@NullMarked
package dev.descent.database;

import org.jspecify.annotations.NullMarked;
