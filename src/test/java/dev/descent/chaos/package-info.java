/** Processes of the service that are killed at random, and what must be true all the same. */
@NullMarked
package dev.descent.chaos;

import org.jspecify.annotations.NullMarked;
