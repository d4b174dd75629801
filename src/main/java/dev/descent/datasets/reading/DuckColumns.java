package dev.descent.datasets.reading;

import dev.descent.datasets.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * CSV, TSV, JSON lines and Parquet, read by DuckDB.
 *
 * <p>In every format a cell is first a text: spaces around it are dropped, and an empty one or one of NA, N/A, n/a, NaN,
 * nan, -nan, NULL, null, None and ? is missing. So the same data mean the same in each format. The file is read once to
 * learn what its columns are, and once more, in the order of its rows, to spool their values.
 */
final class DuckColumns implements Columns {
    /**
     * Between bars, so that one search finds any of them; none is longer than four characters. Not a list for IN: DuckDB
     * makes a long one a join, and a join loses the order of the rows.
     */
    private static final String MISSING = "'||NA|N/A|n/a|NaN|nan|NAN|-nan|-NaN|NULL|null|None|?|'";

    private static final int COLUMNS_PER_QUERY = 200;
    private static final int LEAST_DISTINCT = 10_000;

    private final Connection connection;
    private final Source source;
    private final List<Profile> profiles = new ArrayList<>();
    /** The different values of columns that were asked for, at most {@link #mostDistinct} each. */
    private final Map<Integer, List<String>> distinct = new HashMap<>();

    private final int mostDistinct;
    private final Path spoolFile;
    private final long mostBytes;
    private @Nullable ColumnSpool spool;
    private long rows;

    /**
     * @param cells SQL after FROM: the file with its columns named c0, c1, ...
     * @param rejecting the same, but passing over rows that cannot be read
     * @param cell SQL of one cell as a text, with %s for the column
     * @param lines finds the lines of rows, or null if the format has no lines
     */
    record Source(
            Path file,
            String cells,
            String rejecting,
            String cell,
            List<String> names,
            @Nullable RecordLines lines) {}

    DuckColumns(Connection connection, Source source, Path work, Limits limits) throws SQLException {
        this.connection = connection;
        this.spoolFile = work.resolve("columns");
        this.mostBytes = limits.expandedSize().toBytes();
        this.source = source;
        this.mostDistinct = Math.max(limits.categories(), LEAST_DISTINCT) + 1;
        execute("CREATE VIEW cells AS " + cells(source.cells()));
        execute("CREATE VIEW accepted AS " + cells(source.rejecting()));
        for (int from = 0; from < source.names().size(); from += COLUMNS_PER_QUERY) {
            profile(from, Math.min(from + COLUMNS_PER_QUERY, source.names().size()));
        }
        StoredSize.checkRows(rows, limits);
        if (rows == 0) {
            throw Faults.one("/file", "no_rows", "the file has no rows, only the names of columns");
        }
    }

    private String cells(String file) {
        String trimmed = columns(i -> "trim(" + source.cell().replace("%s", "c" + i) + ")");
        return "SELECT "
                + columns(i ->
                        "CASE WHEN strlen(c%1$d) <= 4 AND contains(%2$s, '|' || c%1$d || '|') THEN NULL ELSE c%1$d END"
                                .formatted(i, MISSING))
                + " FROM (SELECT " + trimmed + " FROM " + file + ")";
    }

    /** One expression for each column, under the column's own name. */
    private String columns(IntFunction<String> expression) {
        return IntStream.range(0, source.names().size())
                .mapToObj(i -> expression.apply(i) + " AS c" + i)
                .collect(Collectors.joining(", "));
    }

    /** Reads a text as a number; DuckDB would also take 1_000. */
    private static String number(String cell) {
        return "CASE WHEN contains(" + cell + ", '_') THEN NULL ELSE TRY_CAST(" + cell + " AS DOUBLE) END";
    }

    private void profile(int from, int to) throws SQLException {
        String inner = IntStream.range(from, to)
                .mapToObj(i -> "c" + i + ", " + number("c" + i) + " AS n" + i)
                .collect(Collectors.joining(", "));
        String facts = IntStream.range(from, to)
                .mapToObj(
                        i -> "count(c%1$d), count(n%1$d), count(*) FILTER (isfinite(n%1$d) AND floor(n%1$d) = n%1$d), "
                                        .formatted(i)
                                + "count(*) FILTER (isinf(n%1$d)), count(*) FILTER (lower(c%1$d) IN ('true', 'false'))"
                                        .formatted(i))
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT count(*), " + facts + " FROM (SELECT " + inner + " FROM accepted)")) {
            result.next();
            rows = result.getLong(1);
            for (int i = from; i < to; i++) {
                int k = 2 + 5 * (i - from);
                profiles.add(new Profile(
                        source.names().get(i),
                        result.getLong(k),
                        result.getLong(k + 1),
                        result.getLong(k + 2),
                        result.getLong(k + 3),
                        result.getLong(k + 4)));
            }
            // Results are streamed: rejected rows are known when the stream has ended.
            while (result.next()) {
                throw new IllegalStateException("an aggregate has one row");
            }
        }
    }

    @Override
    public List<Profile> profiles() {
        return profiles;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public List<String> distinct(int column, int limit) throws IOException {
        List<String> known = distinct.getOrDefault(column, List.of());
        if (!distinct.containsKey(column)) {
            List<String> values = new ArrayList<>();
            each(
                    "SELECT DISTINCT c%1$d FROM cells WHERE c%1$d IS NOT NULL LIMIT %2$d"
                            .formatted(column, mostDistinct),
                    row -> values.add(row.getString(1)));
            distinct.put(column, values);
            known = values;
        }
        return known.subList(0, Math.min(limit, known.size()));
    }

    @Override
    public void reportNonNumbers(int column, Faults faults) throws IOException {
        // A view has no row numbers, so the column is copied once; only files with faults pay for it.
        try {
            execute("CREATE OR REPLACE TEMP TABLE suspect AS SELECT c%1$d AS c, %2$s AS n FROM cells"
                    .formatted(column, number("c" + column)));
        } catch (SQLException e) {
            throw unreadable(e);
        }
        String name = source.names().get(column);
        String wrong = " FROM suspect WHERE c IS NOT NULL AND (n IS NULL OR isinf(n))";
        List<Long> rowNumbers = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<Boolean> texts = new ArrayList<>();
        each("SELECT rowid, c, n IS NULL" + wrong + " ORDER BY rowid LIMIT " + Faults.SHOWN, row -> {
            rowNumbers.add(row.getLong(1));
            values.add(row.getString(2));
            texts.add(row.getBoolean(3));
        });
        RecordLines lines = source.lines();
        List<RecordLines.Place> places = lines == null ? List.of() : lines.ofRows(rowNumbers);
        for (int i = 0; i < values.size(); i++) {
            String place = lines == null
                    ? "row " + rowNumbers.get(i)
                    : "line " + places.get(i).line();
            faults.add(
                    Faults.pointer("file", "rows", rowNumbers.get(i), name),
                    texts.get(i) ? "not_a_number" : "infinite",
                    place + ", column " + (column + 1) + ": " + Faults.quote(name) + " is numeric but holds "
                            + Faults.quote(values.get(i))
                            + (texts.get(i)
                                    ? "; correct it, or give the column the type categorical or ignored"
                                    : "; infinity is not allowed, NaN counts as missing"));
        }
        each("SELECT count(*)" + wrong, row -> faults.addHidden(Math.max(row.getLong(1) - Faults.SHOWN, 0)));
    }

    @Override
    public void prepare(boolean[] numeric) throws IOException {
        ColumnSpool opened = new ColumnSpool(spoolFile, numeric.length, mostBytes);
        spool = opened;
        each("SELECT " + columns(i -> numeric[i] ? number("c" + i) : "c" + i) + " FROM cells", row -> {
            for (int i = 0; i < numeric.length; i++) {
                if (numeric[i]) {
                    double value = row.getDouble(i + 1);
                    opened.number(i, row.wasNull() ? Double.NaN : value);
                } else {
                    opened.text(i, row.getString(i + 1));
                }
            }
        });
        opened.finish();
    }

    @Override
    public void numbers(int column, NumberSink sink) throws IOException {
        Objects.requireNonNull(spool, "prepare was not called").numbers(column, rows, sink);
    }

    @Override
    public void texts(int column, TextSink sink) throws IOException {
        Objects.requireNonNull(spool, "prepare was not called").texts(column, rows, sink);
    }

    private interface Row {
        void read(ResultSet row) throws SQLException, IOException;
    }

    private void each(String sql, Row reader) throws IOException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                reader.read(result);
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What DuckDB says of a file, without its SQL and without the path. */
    RuntimeException unreadable(SQLException e) {
        return DuckFiles.unreadable(e, source.file());
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        } finally {
            if (spool != null) {
                spool.close();
            }
        }
    }
}
