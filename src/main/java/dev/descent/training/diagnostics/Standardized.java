package dev.descent.training.diagnostics;

import dev.descent.training.tensor.Examples;

/** Numbers of examples made comparable between classes. */
final class Standardized {
    private Standardized() {}

    /**
     * Less the mean of the class and divided by its standard deviation, {@code [N]}; 0 in a class without any deviation. A
     * target that is a number makes one class of all.
     */
    static float[] within(float[] values, Examples examples) {
        int classes = examples.signature().classes();
        double[] counts = new double[Math.max(classes, 1)];
        double[] sums = new double[counts.length];
        double[] squares = new double[counts.length];
        for (int row = 0; row < values.length; row++) {
            int c = classes == 0 ? 0 : (int) examples.target(row);
            counts[c]++;
            sums[c] += values[row];
        }
        for (int row = 0; row < values.length; row++) {
            int c = classes == 0 ? 0 : (int) examples.target(row);
            double distance = values[row] - sums[c] / counts[c];
            squares[c] += distance * distance;
        }
        float[] standardized = new float[values.length];
        for (int row = 0; row < values.length; row++) {
            int c = classes == 0 ? 0 : (int) examples.target(row);
            double deviation = Math.sqrt(squares[c] / counts[c]);
            standardized[row] = deviation == 0 ? 0 : (float) ((values[row] - sums[c] / counts[c]) / deviation);
        }
        return standardized;
    }
}
