/** What training leaves behind: checkpoints, exported models with their provenance, and predictions made with them. */
@NullMarked
package dev.descent.artifacts;

import org.jspecify.annotations.NullMarked;
