/** DuckDB, shut into one file. */
@NullMarked
@NamedInterface("duckdb")
package dev.descent.datasets.duckdb;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
