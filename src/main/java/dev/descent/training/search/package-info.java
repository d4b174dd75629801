/** Update rules that see values of the loss alone. */
@NullMarked
package dev.descent.training.search;

import org.jspecify.annotations.NullMarked;
