package dev.descent.datasets.encoding;

import dev.descent.datasets.Table;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Rows of a table, encoded when they are asked for, straight from the mapped columns. */
final class TableExamples implements Examples {
    private final FittedEncoding encoding;
    private final Signature signature;
    private final FeatureEncoding[] features;
    private final Table table;
    private final int[] rows;

    TableExamples(FittedEncoding encoding, Table table, int[] rows) {
        this.encoding = encoding;
        this.signature = encoding.signature();
        this.features = encoding.features().toArray(new FeatureEncoding[0]);
        this.table = table;
        this.rows = rows;
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public void numeric(int row, FloatBuffer into) {
        for (FeatureEncoding feature : features) {
            feature.numeric(table, rows[row], into);
        }
    }

    @Override
    public void categories(int row, IntBuffer into) {
        for (FeatureEncoding feature : features) {
            feature.categories(table, rows[row], into);
        }
    }

    @Override
    public float target(int row) {
        return encoding.target(table.target(rows[row]));
    }

    @Override
    public double targetScale() {
        return encoding.targetScale();
    }
}
