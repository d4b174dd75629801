/** Artifacts in a bucket of S3, or of a service that speaks as it does, with copies in the data directory. */
@NullMarked
package dev.descent.storage.s3;

import org.jspecify.annotations.NullMarked;
