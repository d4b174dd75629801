/** What a job finds out about its data and its training, beside the model. */
@NullMarked
package dev.descent.training.diagnostics;

import org.jspecify.annotations.NullMarked;
