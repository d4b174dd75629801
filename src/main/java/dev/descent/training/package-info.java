/**
 * The core: gradient descent on one flat vector.
 *
 * <p>{@link dev.descent.training.Trainer} is the loop; every family of strategies is one interface here and one
 * sub-package of records. The core knows no framework, no database, no JSON, no clock and no files.
 */
@NullMarked
package dev.descent.training;

import org.jspecify.annotations.NullMarked;
