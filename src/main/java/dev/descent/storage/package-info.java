/** Where data sets, models, checkpoints and records are kept: a directory, or a bucket of an S3 service. */
@ApplicationModule
@NullMarked
package dev.descent.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
