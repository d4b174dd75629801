/** Events: appending, reading, and telling whoever follows a job. */
@NullMarked
package dev.descent.jobs.stream;

import org.jspecify.annotations.NullMarked;
