/** Update rules that descend on a model of the loss between two looks at it. */
@NullMarked
package dev.descent.training.surrogates;

import org.jspecify.annotations.NullMarked;
