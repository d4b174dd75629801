/** What is shown of a job while it runs. */
@NullMarked
package dev.descent.cli.follow;

import org.jspecify.annotations.NullMarked;
