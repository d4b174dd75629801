/** Ways to compute the gradient of a layer's weights. */
@NullMarked
package dev.descent.training.models.gradients;

import org.jspecify.annotations.NullMarked;
