/** Events as {@code text/event-stream}. */
@NullMarked
package dev.descent.api.stream;

import org.jspecify.annotations.NullMarked;
