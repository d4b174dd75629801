/** Where data sets lie: the table of the database and the directory of files. */
@NullMarked
package dev.descent.datasets.storage;

import org.jspecify.annotations.NullMarked;
