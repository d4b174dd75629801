/**
 * Clients that openapi-generator makes from {@code docs/openapi.json}, used against a running server.
 *
 * <p>What they run are the recipes of {@code docs/recipes}, word for word. All that is made or downloaded for them lies
 * in {@code target/clients} and is kept while what it follows from is the same.
 */
@NullMarked
package dev.descent.clients;

import org.jspecify.annotations.NullMarked;
