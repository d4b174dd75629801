package dev.descent.training.tensor;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Encoded examples in the memory of the host, ready to be put on a device. */
public interface Examples {
    Signature signature();

    int size();

    /** Appends the real features of a row: D numbers, or C·H·W pixels. */
    void numeric(int row, FloatBuffer into);

    /** Appends the codes of a row's embedded categorical features. */
    void categories(int row, IntBuffer into);

    /** The class number or the real target of a row; NaN when it is unknown. */
    float target(int row);

    /** How many of the data's own units one unit of {@link #target} is: a standard deviation, if it is standardized. */
    double targetScale();
}
