package dev.descent.datasets.reading;

import dev.descent.datasets.Limits;
import dev.descent.datasets.duckdb.Sandbox;
import dev.descent.datasets.reading.DuckColumns.Source;
import dev.descent.storage.FullDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Opens CSV, TSV, JSON lines and Parquet files as columns, or says everything that is wrong with them. */
final class DuckFiles {
    /** DuckDB then lists rows that it cannot read instead of stopping at the first. */
    private static final String REJECTING = ", store_rejects = true, rejects_limit = 1000)";

    private final Path file;
    private final Path work;
    private final Limits limits;
    private final Connection connection;

    private DuckFiles(Path file, Path work, Limits limits, Connection connection) {
        this.file = file;
        this.work = work;
        this.limits = limits;
        this.connection = connection;
    }

    static Columns open(Path file, Format format, Path work, Limits limits) throws IOException {
        Path absolute = file.toAbsolutePath();
        try {
            Connection connection = Sandbox.open(absolute, work, limits);
            try {
                DuckFiles files = new DuckFiles(absolute, work, limits, connection);
                return switch (format) {
                    case CSV, TSV -> files.csv(format);
                    case JSON_LINES -> files.jsonLines();
                    default -> files.parquet();
                };
            } catch (IOException | SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unreadable(e, absolute);
        }
    }

    private Columns csv(Format format) throws IOException, SQLException {
        CsvHeader header = CsvHeader.read(file, format, limits.columns());
        String columns = IntStream.range(0, header.names().size())
                .mapToObj(i -> "'c" + i + "': 'VARCHAR'")
                .collect(Collectors.joining(", "));
        String cells = "read_csv(" + Sandbox.literal(file) + ", auto_detect = false, header = false, skip = "
                + header.lines() + ", delim = '" + header.delimiter()
                + "', quote = '\"', escape = '\"', strict_mode = true, null_padding = false, compression = 'none', "
                + "hive_partitioning = false, buffer_size = 8388608, columns = {" + columns + "}";
        RecordLines lines = new RecordLines(file, true, header.lines());
        try {
            return new DuckColumns(
                    connection,
                    new Source(file, cells + ")", cells + REJECTING, "%s", header.names(), lines),
                    work,
                    limits);
        } finally {
            // Rejected rows first: a file whose every row is ragged must not be called one without rows.
            reportRaggedRows(header, lines);
        }
    }

    private void reportRaggedRows(CsvHeader header, RecordLines lines) throws IOException, SQLException {
        List<Long> positions = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT line_byte_position, any_value(error_type::VARCHAR), "
                        + "any_value(error_message) FROM reject_errors GROUP BY 1 ORDER BY 1")) {
            while (row.next()) {
                positions.add(row.getLong(1) - 1);
                kinds.add(row.getString(2));
                messages.add(row.getString(3));
            }
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("reject_errors does not exist")) {
                throw e;
            }
        }
        Faults faults = new Faults();
        List<RecordLines.Place> places = positions.isEmpty() ? List.of() : lines.ofBytes(positions);
        for (int i = 0; i < places.size(); i++) {
            boolean ragged =
                    kinds.get(i).equals("MISSING COLUMNS") || kinds.get(i).equals("TOO MANY COLUMNS");
            String found = messages.get(i).replaceAll("(?s).*Found: (\\d+).*", "$1");
            faults.add(
                    Faults.pointer("file", "rows", places.get(i).row()),
                    ragged ? "ragged_row" : "malformed_row",
                    "line " + places.get(i).line() + ": "
                            + (ragged
                                    ? "has " + found + " fields instead of "
                                            + header.names().size()
                                    : messages.get(i).lines().findFirst().orElse("cannot be read")));
        }
        faults.check();
    }

    private Columns jsonLines() throws IOException, SQLException {
        String cells = "read_json(" + Sandbox.literal(file) + ", format = 'newline_delimited', records = true, "
                + "maximum_depth = 1, sample_size = -1, map_inference_threshold = -1, field_appearance_threshold = 0, "
                + "compression = 'uncompressed', hive_partitioning = false)";
        RecordLines lines = new RecordLines(file, false, 0);
        try {
            List<String> names = names(cells, new ArrayList<>());
            DuckColumns columns = new DuckColumns(
                    connection,
                    new Source(file, renamed(cells, names), renamed(cells, names), "(%s->>'$')", names, lines),
                    work,
                    limits);
            reportNested(renamed(cells, names), names, lines);
            return columns;
        } catch (SQLException e) {
            reportMalformedLines();
            throw e;
        }
    }

    private void reportNested(String cells, List<String> names, RecordLines lines) throws IOException, SQLException {
        String counts = IntStream.range(0, names.size())
                .mapToObj(i -> "min(row) FILTER (json_type(c" + i + ") IN ('ARRAY', 'OBJECT'))")
                .collect(Collectors.joining(", "));
        Faults faults = new Faults();
        try (Statement statement = connection.createStatement();
                ResultSet first = statement.executeQuery(
                        "SELECT " + counts + " FROM (SELECT row_number() OVER () - 1 AS row, * FROM " + cells + ")")) {
            first.next();
            for (int i = 0; i < names.size(); i++) {
                long row = first.getLong(i + 1);
                if (!first.wasNull()) {
                    faults.add(
                            Faults.pointer("file", "rows", row, names.get(i)),
                            "nested_value",
                            "line " + lines.ofRows(List.of(row)).get(0).line() + ": " + Faults.quote(names.get(i))
                                    + " holds a list or an object; each value must be a number, a text, true, false or"
                                    + " null");
                }
            }
        }
        faults.check();
    }

    /** DuckDB stops at the first malformed line; this finds them all. */
    private void reportMalformedLines() throws IOException {
        Faults faults = new Faults();
        JsonMapper json = new JsonMapper();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            long line = 0;
            long row = 0;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                if (text.isBlank()) {
                    continue;
                }
                String pointer = Faults.pointer("file", "rows", row++);
                try {
                    JsonNode node = json.readTree(text);
                    if (!node.isObject()) {
                        faults.add(
                                pointer,
                                "malformed_row",
                                "line " + line + " is not a JSON object but "
                                        + node.getNodeType().name().toLowerCase(Locale.ROOT));
                    }
                } catch (JacksonException e) {
                    faults.add(
                            pointer,
                            "malformed_row",
                            "line " + line + column(e) + ": malformed JSON: "
                                    + withoutSettings(e.getOriginalMessage()));
                }
            }
        }
        faults.check();
    }

    /** Nothing where the parser gave up on the whole line. */
    private static String column(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null ? "" : ", column " + at.getColumnNr();
    }

    /** The parser names classes, settings and methods of its own. */
    private static String withoutSettings(String message) {
        if (message.startsWith("Trailing token")) {
            return "something follows the value";
        }
        return message.lines().findFirst().orElse(message).replaceAll("(, | )from `[^`]*`", "");
    }

    private Columns parquet() throws IOException, SQLException {
        String cells = "read_parquet(" + Sandbox.literal(file) + ", hive_partitioning = false)";
        List<String> types = new ArrayList<>();
        List<String> names = names(cells, types);
        Faults faults = new Faults();
        for (int i = 0; i < names.size(); i++) {
            if (types.get(i).matches("(?s).*(\\[|STRUCT|MAP|UNION|BLOB|BIT).*")) {
                faults.add(
                        Faults.pointer("file", "columns", names.get(i)),
                        "nested_value",
                        "the column " + Faults.quote(names.get(i)) + " has the type " + types.get(i)
                                + "; each value must be a number, a text or a truth value");
            }
        }
        faults.check();
        checkExtent(cells, names.size());
        return new DuckColumns(
                connection,
                new Source(file, renamed(cells, names), renamed(cells, names), "CAST(%s AS VARCHAR)", names, null),
                work,
                limits);
    }

    /** A few bytes may stand for billions of equal values; the file's own count is believed before they are read. */
    private void checkExtent(String cells, int columns) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + cells)) {
            row.next();
            StoredSize.check(row.getLong(1), columns, StoredSize.SMALLEST, limits);
        }
    }

    private List<String> names(String cells, List<String> types) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("DESCRIBE SELECT * FROM " + cells);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                names.add(row.getString(1));
                types.add(row.getString(2));
            }
        }
        if (names.size() > limits.columns()) {
            throw Faults.one(
                    "/file",
                    "too_many_columns",
                    "the file has " + names.size() + " columns; allowed are " + limits.columns());
        }
        return names;
    }

    private static String renamed(String cells, List<String> names) {
        return cells + " AS file("
                + IntStream.range(0, names.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", ")) + ")";
    }

    /** @return to be thrown */
    static RuntimeException unreadable(SQLException e, Path file) {
        if (FullDisk.isBehind(e)) {
            return new UncheckedIOException(new IOException("what the reader puts aside cannot be written", e));
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("Out of Memory")) {
            return Faults.one("/file", "too_large", "the file needs more memory to read than is allowed");
        }
        // Without the kinds of errors, which are names of the reader's classes.
        String said = message.lines()
                .findFirst()
                .orElse("")
                .replace(file.toString(), "the file")
                .replaceAll("^(([A-Z]\\w* )*\\w*(Error|Exception): ?)+", "");
        return Faults.one("/file", "malformed_file", "the file cannot be read: " + said);
    }
}
