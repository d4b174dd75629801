/** What a strategy says about itself: its type, its options and their bounds. */
@NullMarked
package dev.descent.spec;

import org.jspecify.annotations.NullMarked;
