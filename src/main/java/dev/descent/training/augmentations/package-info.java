/** What is done to the examples of a training batch before the network sees them. */
@NullMarked
package dev.descent.training.augmentations;

import org.jspecify.annotations.NullMarked;
