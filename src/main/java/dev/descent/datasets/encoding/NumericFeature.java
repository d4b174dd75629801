package dev.descent.datasets.encoding;

import dev.descent.datasets.Table;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A number, and perhaps an indicator that is 1 where it was missing and 0 elsewhere.
 *
 * @param index of the feature in the table
 * @param scaling with the mean that also stands in for a missing number
 */
record NumericFeature(String name, int index, Scaling scaling, boolean indicator) implements FeatureEncoding {
    @Override
    public int width() {
        return indicator ? 2 : 1;
    }

    @Override
    public void numeric(Table table, int row, FloatBuffer into) {
        put(table.number(index, row), into);
    }

    @Override
    public void numeric(Cell value, FloatBuffer into) {
        put(value.number(), into);
    }

    private void put(double value, FloatBuffer into) {
        boolean missing = Double.isNaN(value);
        into.put((float) scaling.apply(missing ? scaling.mean() : value));
        if (indicator) {
            into.put(missing ? 1 : 0);
        }
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "numeric");
        json.put("name", name);
        json.put("scaling", scaling.toJson());
        json.put("indicator", indicator);
        return json;
    }
}
