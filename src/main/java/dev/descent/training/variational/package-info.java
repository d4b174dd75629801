/** Update rules that fit a distribution of the parameters. */
@NullMarked
package dev.descent.training.variational;

import org.jspecify.annotations.NullMarked;
