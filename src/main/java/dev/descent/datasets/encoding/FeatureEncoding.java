package dev.descent.datasets.encoding;

import dev.descent.datasets.Table;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Map;

/** How one feature becomes numbers: it appends real features, codes, or nothing. */
interface FeatureEncoding {
    String name();

    /** How many real features it appends. */
    int width();

    /** How many codes it has if it is embedded; 0 if it is not. */
    default int cardinality() {
        return 0;
    }

    default void numeric(Table table, int row, FloatBuffer into) {}

    default void categories(Table table, int row, IntBuffer into) {}

    /** The same for a value that a client sent, after {@link Instances} has checked it. */
    default void numeric(Cell value, FloatBuffer into) {}

    default void categories(Cell value, IntBuffer into) {}

    /** Everything that {@link EncodingJson#feature} needs to make it again. */
    Map<String, Object> toJson();
}
