package dev.descent.datasets.reading;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of a file in columns, before their types are decided. */
interface Columns extends AutoCloseable {
    List<Profile> profiles();

    long rows();

    /** The different values of a column, without missing ones, in no order; at most {@code limit} of them. */
    List<String> distinct(int column, int limit) throws IOException;

    /** Reports the cells of a column that hold a text or an infinity where a number must stand. */
    void reportNonNumbers(int column, Faults faults) throws IOException;

    /** Told once which columns will be read as numbers, before any is read. */
    default void prepare(boolean[] numeric) throws IOException {}

    /** Every cell as a number; NaN when missing. */
    void numbers(int column, NumberSink sink) throws IOException;

    /** Every cell as a text; null when missing. */
    void texts(int column, TextSink sink) throws IOException;

    @Override
    void close() throws IOException;

    interface NumberSink {
        void accept(double value) throws IOException;
    }

    interface TextSink {
        void accept(@Nullable String value) throws IOException;
    }
}
