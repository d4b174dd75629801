package dev.descent.datasets.encoding;

import dev.descent.datasets.Table;
import java.nio.IntBuffer;
import java.util.Map;

/** A code for a learned vector: 0 for an unknown value, then the categories in order, last the missing value. */
record EmbeddedFeature(CategoricalFeature feature) implements FeatureEncoding {
    @Override
    public String name() {
        return feature.name();
    }

    @Override
    public int width() {
        return 0;
    }

    @Override
    public int cardinality() {
        return 1 + feature.categories().size() + (feature.missing() ? 1 : 0);
    }

    @Override
    public void categories(Table table, int row, IntBuffer into) {
        into.put(code(table.category(feature.index(), row)));
    }

    @Override
    public void categories(Cell value, IntBuffer into) {
        into.put(code(value.code()));
    }

    private int code(int code) {
        int known = feature.known(code);
        if (known >= 0) {
            return known + 1;
        }
        return known == Cell.MISSING && feature.missing() ? cardinality() - 1 : 0;
    }

    @Override
    public Map<String, Object> toJson() {
        return feature.toJson("embedding");
    }
}
