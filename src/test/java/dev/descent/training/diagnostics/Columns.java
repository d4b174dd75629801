package dev.descent.training.diagnostics;

import java.util.Map;

/** Scores by name. */
final class Columns {
    private Columns() {}

    /** @throws AssertionError if there is no such column */
    static float[] column(Map<String, float[]> columns, String name) {
        float[] column = columns.get(name);
        if (column == null) {
            throw new AssertionError("no column " + name + " among " + columns.keySet());
        }
        return column;
    }
}
