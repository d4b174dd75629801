package dev.descent.artifacts;

import dev.descent.datasets.Limits;
import dev.descent.datasets.duckdb.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import tools.jackson.databind.json.JsonMapper;

/** Writes records of examples as Parquet. */
final class ExampleFileWriter {
    /** Names in the metadata of the file. */
    static final String JOB = "descent.job";

    static final String FINGERPRINT = "descent.dataset_fingerprint";
    static final String LOWER_IS_HARDER = "descent.lower_is_harder";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ExampleFileWriter() {}

    /** Writes beside {@code target}, forces it to the disk and renames it. */
    static WrittenFile write(Path target, ExampleRecord examples, String job, String fingerprint, Limits limits)
            throws IOException {
        Path folder = target.toAbsolutePath().resolveSibling("");
        return WrittenFile.of(target, file -> {
            try (Connection connection = Sandbox.open(file.toAbsolutePath(), folder, limits);
                    Statement statement = connection.createStatement()) {
                statement.execute(table(examples));
                fill(connection, examples);
                Map<String, String> metadata = Map.of(
                        JOB, job,
                        FINGERPRINT, fingerprint,
                        LOWER_IS_HARDER, JSON.writeValueAsString(examples.lowerIsHarder()));
                statement.execute("COPY examples TO " + Sandbox.literal(file.toAbsolutePath())
                        + " (FORMAT parquet, USE_TMP_FILE false, KV_METADATA {" + entries(metadata) + "})");
            } catch (SQLException e) {
                throw new IOException("the record of the examples cannot be written", e);
            }
        });
    }

    private static String table(ExampleRecord examples) {
        String target = examples.classes().isEmpty() ? " DOUBLE" : " VARCHAR";
        List<String> columns = new ArrayList<>();
        columns.add(Sandbox.identifier(ExampleRecord.ROW) + " INTEGER");
        columns.add(Sandbox.identifier(ExampleRecord.LABEL) + target);
        if (examples.predicted().length > 0) {
            columns.add(Sandbox.identifier(ExampleRecord.PREDICTED) + target);
        }
        examples.scores().keySet().forEach(name -> columns.add(Sandbox.identifier(name) + " FLOAT"));
        return "CREATE TABLE examples (" + String.join(", ", columns) + ")";
    }

    private static String entries(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Sandbox.identifier(entry.getKey()) + ": " + Sandbox.literal(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static void fill(Connection connection, ExampleRecord examples) throws SQLException {
        List<float[]> scores = List.copyOf(examples.scores().values());
        try (DuckDBAppender appender =
                ((DuckDBConnection) connection).createAppender(DuckDBConnection.DEFAULT_SCHEMA, "examples")) {
            for (int i = 0; i < examples.rows().length; i++) {
                appender.beginRow();
                appender.append(examples.rows()[i]);
                target(appender, examples, examples.labels()[i]);
                if (examples.predicted().length > 0) {
                    target(appender, examples, examples.predicted()[i]);
                }
                for (float[] score : scores) {
                    appender.append(score[i]);
                }
                appender.endRow();
            }
        }
    }

    private static void target(DuckDBAppender appender, ExampleRecord examples, double value) throws SQLException {
        if (Double.isNaN(value)) {
            appender.appendNull();
        } else if (examples.classes().isEmpty()) {
            appender.append(value);
        } else {
            appender.append(examples.classes().get((int) value));
        }
    }
}
