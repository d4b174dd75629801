/** What a convolutional network is a list of. */
@NullMarked
package dev.descent.training.models.stages;

import org.jspecify.annotations.NullMarked;
