/** What the core needs of an engine: vectors, gradients, randomness. */
@NullMarked
@NamedInterface("tensor")
package dev.descent.training.tensor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
