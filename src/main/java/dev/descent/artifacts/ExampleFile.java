package dev.descent.artifacts;

import dev.descent.datasets.Limits;
import dev.descent.datasets.duckdb.Sandbox;
import dev.descent.storage.CorruptFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The record of a job's examples, open for reading. It is read where it lies: memory does not grow with it, save for a
 * whole column where one is asked for.
 */
public final class ExampleFile implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Connection connection;
    private final Path file;
    private final List<String> columns;
    private final Map<String, String> metadata;

    private ExampleFile(Connection connection, Path file) throws SQLException {
        this.connection = connection;
        this.file = file;
        columns = columns();
        metadata = metadata();
    }

    /**
     * One row of the record.
     *
     * @param row of the data set, counted from 0
     * @param label the class or number that the data give
     * @param predicted the class or number that the network predicts; null where it is not known
     * @param scores by name; null where nothing finite is known
     */
    public record Example(int row, Object label, @Nullable Object predicted, Map<String, @Nullable Float> scores) {}

    /**
     * A score of all examples.
     *
     * @param rows of the data set, in rising order
     * @param values one for each of these rows
     * @param higherIsHarder what the score says of itself
     */
    public record Score(int[] rows, float[] values, boolean higherIsHarder) {}

    /** @throws CorruptFile if it is no such record, or a torn one */
    static ExampleFile open(Path file, Limits limits) {
        Path absolute = file.toAbsolutePath();
        try {
            Connection connection = Sandbox.open(absolute, absolute.resolveSibling(""), limits);
            try {
                return new ExampleFile(connection, absolute);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static CorruptFile unreadable(SQLException e) {
        return new CorruptFile("the record of the examples cannot be read", e);
    }

    private List<String> columns() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("DESCRIBE SELECT * FROM " + parquet())) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        if (names.size() < 2
                || !names.get(0).equals(ExampleRecord.ROW)
                || !names.get(1).equals(ExampleRecord.LABEL)) {
            throw new CorruptFile("the file is no record of examples");
        }
        return names;
    }

    private Map<String, String> metadata() throws SQLException {
        Map<String, String> values = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT decode(key), decode(value) FROM parquet_kv_metadata(" + Sandbox.literal(file) + ")")) {
            while (row.next()) {
                values.put(row.getString(1), row.getString(2));
            }
        }
        return values;
    }

    private String parquet() {
        return "read_parquet(" + Sandbox.literal(file) + ", hive_partitioning = false)";
    }

    /** Names of columns never stand in SQL. */
    private String renamed() {
        return parquet() + " AS file("
                + IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", ")) + ")";
    }

    /** The job that it is the record of. */
    public String job() {
        return metadataOf(ExampleFileWriter.JOB);
    }

    /** The fingerprint of the data set whose rows it numbers. */
    public String fingerprint() {
        return metadataOf(ExampleFileWriter.FINGERPRINT);
    }

    private String metadataOf(String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new CorruptFile("the record of the examples lacks " + key);
        }
        return value;
    }

    /** The names of the scores. */
    public List<String> scores() {
        return columns.subList(firstScore(), columns.size());
    }

    private int firstScore() {
        return hasPredictions() ? 3 : 2;
    }

    private boolean hasPredictions() {
        return columns.size() > 2 && columns.get(2).equals(ExampleRecord.PREDICTED);
    }

    /**
     * Examples in the order of a score, those with the same in the order of rows; those whose score is not finite come last
     * in either direction.
     *
     * @param sort one of {@link #scores}, or null for the order of rows
     * @param offset how many are passed by
     * @throws CorruptFile if the file is torn
     */
    public List<Example> page(@Nullable String sort, boolean descending, long offset, int limit) {
        String direction = descending ? " DESC" : " ASC";
        String order = "c0" + direction;
        if (sort != null) {
            String score = "c" + columns.indexOf(sort);
            order = "isfinite(" + score + ") DESC, " + score + direction + ", c0";
        }
        List<Example> examples = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + renamed() + " ORDER BY " + order + " LIMIT "
                        + limit + " OFFSET " + offset)) {
            while (row.next()) {
                examples.add(example(row));
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
        return examples;
    }

    private Example example(ResultSet row) throws SQLException {
        Map<String, @Nullable Float> scores = new LinkedHashMap<>();
        for (int i = firstScore(); i < columns.size(); i++) {
            float value = row.getFloat(i + 1);
            scores.put(columns.get(i), Float.isFinite(value) ? value : null);
        }
        return new Example(row.getInt(1), row.getObject(2), hasPredictions() ? row.getObject(3) : null, scores);
    }

    /**
     * A whole score.
     *
     * @param name one of {@link #scores}
     * @throws CorruptFile if the file is torn
     */
    public Score score(String name) {
        int[] rows = new int[1024];
        float[] values = new float[rows.length];
        int count = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT c0, c" + columns.indexOf(name) + " FROM " + renamed() + " ORDER BY c0")) {
            while (row.next()) {
                if (count == rows.length) {
                    rows = Arrays.copyOf(rows, 2 * count);
                    values = Arrays.copyOf(values, 2 * count);
                }
                rows[count] = row.getInt(1);
                values[count++] = row.getFloat(2);
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
        List<?> lower = JSON.readValue(metadataOf(ExampleFileWriter.LOWER_IS_HARDER), List.class);
        return new Score(Arrays.copyOf(rows, count), Arrays.copyOf(values, count), !lower.contains(name));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }
}
