/** How rows become numbers for a network. */
@NullMarked
package dev.descent.datasets.encoding;

import org.jspecify.annotations.NullMarked;
