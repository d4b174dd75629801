package dev.descent.datasets.reading;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the lines of rows in a text file: rows may hold line breaks in quotes, and blank lines are no rows. Read only when
 * there are faults to report.
 *
 * @param quotes whether a line break between double quotes belongs to the row
 * @param skip lines before the first row
 */
record RecordLines(Path file, boolean quotes, int skip) {
    /** A row, counted from 0, and the line on which it starts, counted from 1. */
    record Place(long row, long line) {}

    /** The places of rows of these numbers, in rising order. */
    List<Place> ofRows(List<Long> rows) throws IOException {
        return scan(rows, false);
    }

    /** The places of the rows that start at these bytes of the file or are the next to start, in rising order. */
    List<Place> ofBytes(List<Long> positions) throws IOException {
        return scan(positions, true);
    }

    private List<Place> scan(List<Long> keys, boolean bytes) throws IOException {
        List<Place> places = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            long line = 1;
            long row = -1;
            long position = 0;
            boolean inQuotes = false;
            boolean inRow = false;
            for (int b = in.read(); b >= 0 && places.size() < keys.size(); b = in.read()) {
                if (b == '\n') {
                    line++;
                    inRow &= inQuotes;
                } else if (line > skip && b != '\r') {
                    if (!inRow) {
                        inRow = true;
                        row++;
                        while (places.size() < keys.size() && keys.get(places.size()) <= (bytes ? position : row)) {
                            places.add(new Place(row, line));
                        }
                    }
                    inQuotes ^= quotes && b == '"';
                }
                position++;
            }
            while (places.size() < keys.size()) {
                places.add(new Place(Math.max(row, 0), line));
            }
        }
        return places;
    }
}
