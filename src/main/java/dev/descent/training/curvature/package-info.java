/** Update rules that use how the loss bends: Hessian estimates, line searches, blocks. */
@NullMarked
package dev.descent.training.curvature;

import org.jspecify.annotations.NullMarked;
