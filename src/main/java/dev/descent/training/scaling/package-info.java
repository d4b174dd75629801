/** How the learning rate follows the batch size. */
@NullMarked
package dev.descent.training.scaling;

import org.jspecify.annotations.NullMarked;
