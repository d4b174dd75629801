package dev.descent.datasets.duckdb;

import dev.descent.datasets.Limits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * A DuckDB in memory that can reach one file and nothing else: no other file, no network, no extension, and no way to
 * change that. Beside that file it writes only what memory has no room for, into a folder that it is given.
 *
 * <p>Names of columns of a file that is read never stand in SQL: columns are renamed c0, c1, ... by position. The only
 * text of the outside world in such a statement is the path, which this service chose.
 */
public final class Sandbox {
    private static final int THREADS = 2;

    private Sandbox() {}

    /**
     * @param file may be read, and written by a COPY that does without a temporary file
     * @param work where what memory has no room for goes
     */
    public static Connection open(Path file, Path work, Limits limits) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        try (Statement statement = connection.createStatement()) {
            long memory = limits.readerMemory().toBytes();
            statement.execute("SET memory_limit = '" + memory + "B'");
            statement.execute("SET threads = " + THREADS);
            statement.execute("SET temp_directory = " + literal(work.resolve("spill")));
            statement.execute(
                    "SET max_temp_directory_size = '" + limits.expandedSize().toBytes() + "B'");
            statement.execute("SET autoinstall_known_extensions = false");
            statement.execute("SET autoload_known_extensions = false");
            statement.execute("SET allow_community_extensions = false");
            statement.execute("SET allowed_paths = [" + literal(file) + "]");
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** A path as an SQL literal. */
    public static String literal(Path path) {
        return literal(path.toString());
    }

    /** A text as an SQL literal. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The name of a column of a file that is written. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
