package dev.descent.datasets.encoding;

/**
 * A checked value of a client: a number (NaN when missing), a code ({@link #MISSING}, {@link #UNKNOWN} or that of a
 * category), or pixels on 0..255, according to the feature's type.
 */
record Cell(double number, int code, double[] pixels) {
    static final int MISSING = -1;
    static final int UNKNOWN = -2;
    private static final double[] NO_PIXELS = {};

    static Cell number(double number) {
        return new Cell(number, UNKNOWN, NO_PIXELS);
    }

    static Cell code(int code) {
        return new Cell(Double.NaN, code, NO_PIXELS);
    }

    static Cell pixels(double[] pixels) {
        return new Cell(Double.NaN, UNKNOWN, pixels);
    }
}
