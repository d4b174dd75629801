package dev.descent.datasets.reading;

import dev.descent.datasets.ScratchFolders;
import dev.descent.datasets.duckdb.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes Parquet files with a DuckDB of its own. */
final class ParquetFiles {
    private ParquetFiles() {}

    /** The rows that a query gives. */
    static byte[] of(String query) {
        try {
            Path file = ScratchFolders.next().resolve("made.parquet");
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("COPY (" + query + ") TO " + Sandbox.literal(file) + " (FORMAT parquet)");
            }
            return Files.readAllBytes(file);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
