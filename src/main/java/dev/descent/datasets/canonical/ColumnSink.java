package dev.descent.datasets.canonical;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the values of one column, row by row; which method is called follows from the column's type. */
public interface ColumnSink {
    /** A number; NaN when missing. */
    void number(double value) throws IOException;

    /** The code of a category or class; -1 when missing. */
    void code(int value) throws IOException;

    /** The pixels of one image, channel by channel. */
    void pixels(byte[] image) throws IOException;

    /** A text; null when missing. */
    void text(@Nullable String value) throws IOException;
}
