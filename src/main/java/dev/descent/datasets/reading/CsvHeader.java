package dev.descent.datasets.reading;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The first line of a CSV file.
 *
 * @param lines how many lines to skip to come to the first row
 */
record CsvHeader(char delimiter, List<String> names, int lines) {
    private static final String DELIMITERS = ",;\t|";

    CsvHeader {
        names = List.copyOf(names);
    }

    /**
     * Reads the names. The delimiter is a tab in a TSV file; in a CSV file it is the one of comma, semicolon, tab and bar
     * that occurs most often in the header.
     *
     * @throws dev.descent.datasets.InvalidDataset if names are double, too many or all numbers, or there is only one
     */
    static CsvHeader read(Path file, Format format, int maxColumns) throws IOException {
        int lines = 0;
        String line;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            do {
                line = reader.readLine();
                lines++;
            } while (line != null && line.isBlank());
        }
        if (line == null) {
            throw Faults.one("/file", "empty_file", "the file is empty");
        }
        char delimiter = format == Format.TSV ? '\t' : delimiter(line);
        List<String> names = split(line, delimiter);
        check(names, lines, maxColumns);
        return new CsvHeader(delimiter, names, lines);
    }

    private static void check(List<String> names, int line, int maxColumns) {
        if (names.size() > maxColumns) {
            throw Faults.one(
                    "/file",
                    "too_many_columns",
                    "the file has " + names.size() + " columns; allowed are " + maxColumns);
        }
        Faults faults = new Faults();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                faults.add(
                        Faults.pointer("file", "columns", names.get(i)),
                        "duplicate_column",
                        "line " + line + ", column " + (i + 1) + ": an earlier column is also named "
                                + Faults.quote(names.get(i)));
            }
        }
        if (names.stream().allMatch(n -> n.matches("[-+]?[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)?"))) {
            faults.add(
                    "/file",
                    "no_header",
                    "line " + line + " has only numbers; the first line must hold the names of the columns");
        }
        faults.check();
    }

    private static char delimiter(String line) {
        char best = ',';
        int most = 0;
        for (int i = 0; i < DELIMITERS.length(); i++) {
            char candidate = DELIMITERS.charAt(i);
            int fields = split(line, candidate).size();
            if (fields > most) {
                most = fields;
                best = candidate;
            }
        }
        return best;
    }

    private static List<String> split(String line, char delimiter) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i <= line.length(); i++) {
            char c = i < line.length() ? line.charAt(i) : delimiter;
            if (i == line.length() || c == delimiter && !quoted) {
                String trimmed = name.toString().trim();
                names.add(trimmed.isEmpty() ? "column_" + (names.size() + 1) : trimmed);
                name.setLength(0);
            } else if (c != '"') {
                name.append(c);
            } else if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                name.append('"');
                i++;
            } else {
                quoted = !quoted;
            }
        }
        return names;
    }
}
