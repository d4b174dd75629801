/** Projects: whoever works for one sees nothing of another. */
@NullMarked
package dev.descent.projects;

import org.jspecify.annotations.NullMarked;
