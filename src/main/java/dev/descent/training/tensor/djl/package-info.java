/** The engine: DJL on libtorch. The only place that knows how they work. */
@NullMarked
@NamedInterface("djl")
package dev.descent.training.tensor.djl;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
