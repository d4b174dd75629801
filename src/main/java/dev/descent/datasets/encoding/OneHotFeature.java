package dev.descent.datasets.encoding;

import dev.descent.datasets.Table;
import java.nio.FloatBuffer;
import java.util.Map;

/** One column a category, 1 for the one that the row has; a last one for missing values. An unknown value is all zeros. */
record OneHotFeature(CategoricalFeature feature) implements FeatureEncoding {
    @Override
    public String name() {
        return feature.name();
    }

    @Override
    public int width() {
        return feature.categories().size() + (feature.missing() ? 1 : 0);
    }

    @Override
    public void numeric(Table table, int row, FloatBuffer into) {
        put(table.category(feature.index(), row), into);
    }

    @Override
    public void numeric(Cell value, FloatBuffer into) {
        put(value.code(), into);
    }

    private void put(int code, FloatBuffer into) {
        int known = feature.known(code);
        int hot = known == Cell.MISSING && feature.missing() ? width() - 1 : known;
        for (int i = 0; i < width(); i++) {
            into.put(i == hot ? 1 : 0);
        }
    }

    @Override
    public Map<String, Object> toJson() {
        return feature.toJson("one_hot");
    }
}
