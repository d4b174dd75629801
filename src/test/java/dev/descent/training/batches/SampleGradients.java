package dev.descent.training.batches;

import dev.descent.training.GoldenInputs;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.GradientStatistics;
import dev.descent.training.tensor.Segments;
import java.util.ArrayList;
import java.util.List;

/** Statistics of gradients in plain sight, in arrays. */
record SampleGradients(List<double[]> gradients, Segments segments) {
    static SampleGradients golden(int... numbersFromOne) {
        List<double[]> chosen = new ArrayList<>();
        for (int number : numbersFromOne) {
            chosen.add(GoldenInputs.gradients().get(number - 1));
        }
        return new SampleGradients(chosen, Segments.tensors(GoldenInputs.LAYOUT));
    }

    double[] mean() {
        double[] mean = new double[gradients.get(0).length];
        for (double[] gradient : gradients) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += gradient[j] / gradients.size();
            }
        }
        return mean;
    }

    /** Of each coordinate, unbiased. */
    double[] variance() {
        double[] mean = mean();
        double[] variance = new double[mean.length];
        for (double[] gradient : gradients) {
            for (int j = 0; j < mean.length; j++) {
                variance[j] += Math.pow(gradient[j] - mean[j], 2) / (gradients.size() - 1);
            }
        }
        return variance;
    }

    GradientStatistics statistics() {
        double[] mean = mean();
        double[] squares = new double[mean.length];
        List<Double> products = new ArrayList<>();
        double[] norms = new double[gradients.size()];
        for (int i = 0; i < gradients.size(); i++) {
            double[] gradient = gradients.get(i);
            int from = 0;
            for (long end : segments.ends()) {
                double product = 0;
                for (int j = from; j < end; j++) {
                    product += gradient[j] * mean[j];
                    squares[j] += gradient[j] * gradient[j];
                    norms[i] += gradient[j] * gradient[j];
                }
                products.add(product);
                from = (int) end;
            }
        }
        return new GradientStatistics(
                new ArrayVec(mean),
                new ArrayVec(squares),
                new ArrayVec(products.stream().mapToDouble(Double::doubleValue).toArray()),
                new ArrayVec(norms),
                segments);
    }
}
