package dev.descent.datasets.encoding;

import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;

/** What a client sent, checked: one list of cells a row, in the order of the encoded features. */
record InstanceExamples(FittedEncoding encoding, List<List<Cell>> cells) implements Examples {
    @Override
    public Signature signature() {
        return encoding.signature();
    }

    @Override
    public int size() {
        return cells.size();
    }

    @Override
    public void numeric(int row, FloatBuffer into) {
        for (int i = 0; i < encoding.features().size(); i++) {
            encoding.features().get(i).numeric(cells.get(row).get(i), into);
        }
    }

    @Override
    public void categories(int row, IntBuffer into) {
        for (int i = 0; i < encoding.features().size(); i++) {
            encoding.features().get(i).categories(cells.get(row).get(i), into);
        }
    }

    @Override
    public float target(int row) {
        return Float.NaN;
    }

    @Override
    public double targetScale() {
        return encoding.targetScale();
    }
}
