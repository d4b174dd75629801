package dev.descent.datasets;

import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** The rows of a data set, memory-mapped from its canonical form. */
public interface Table extends AutoCloseable {
    Dataset dataset();

    int rows();

    /** The value of a numeric feature; NaN when missing. */
    double number(int feature, int row);

    /** The code of a categorical feature; -1 when missing. */
    int category(int feature, int row);

    /** Appends the pixels of an image feature, each on [0, 1], channel by channel. */
    void image(int feature, int row, FloatBuffer into);

    /** Copies the pixels of an image feature, each on 0..255 as an unsigned byte, channel by channel. */
    void pixels(int feature, int row, byte[] into);

    /** The text of an ignored feature; null when missing. */
    @Nullable
    String text(int feature, int row);

    /** The class number or the real target; NaN when missing. */
    double target(int row);

    @Override
    void close();
}
