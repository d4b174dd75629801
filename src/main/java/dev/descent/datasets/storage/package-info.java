/** Where data sets lie: the table of the database and the directory of files. */
@NamedInterface
@NullMarked
package dev.descent.datasets.storage;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
