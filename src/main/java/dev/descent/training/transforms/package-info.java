/** What is done to a gradient before the optimizer sees it. */
@NullMarked
package dev.descent.training.transforms;

import org.jspecify.annotations.NullMarked;
