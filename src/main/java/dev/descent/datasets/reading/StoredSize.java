package dev.descent.datasets.reading;

import dev.descent.datasets.Limits;

/** Bounds what a table will take when it is stored, by the numbers of its rows and columns alone. */
final class StoredSize {
    /** Bytes of a code, the smallest of all values. */
    static final int SMALLEST = Integer.BYTES;

    static final int NUMBER = Double.BYTES;

    private StoredSize() {}

    /** @throws dev.descent.datasets.InvalidDataset if there are too many rows, or too many bytes in all */
    static void check(long rows, int columns, int bytesPerValue, Limits limits) {
        checkRows(rows, limits);
        long most = limits.expandedSize().toBytes();
        if (rows * columns * bytesPerValue > most) {
            throw Faults.one(
                    "/file",
                    "too_large",
                    "the file has " + rows + " rows of " + columns + " columns, which need more than the allowed "
                            + most + " bytes");
        }
    }

    static void checkRows(long rows, Limits limits) {
        if (rows > limits.rows()) {
            throw Faults.one("/file", "too_many_rows", "the file has " + rows + " rows; allowed are " + limits.rows());
        }
    }
}
