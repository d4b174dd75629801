package dev.descent.datasets.canonical;

import java.io.IOException;

/** A data set that was read or made, not yet stored. */
public interface Content extends AutoCloseable {
    Schema schema();

    /**
     * Gives every value of a column to {@code sink}, in order of the rows.
     *
     * @param column the number of a feature, or the number of features for the target
     */
    void write(int column, ColumnSink sink) throws IOException;

    @Override
    default void close() throws IOException {}
}
