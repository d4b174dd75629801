package dev.descent.training.diagnostics;

/**
 * A model of labels of which some were replaced by others: how probable that is of each, by what a network predicts.
 *
 * <pre>
 *   P(y | x) = (1 − ε) p_y + ε (1 − p_y)/(K − 1)          P(wrong | x, y) = ε (1 − p_y)/(K − 1) / P(y | x)
 * </pre>
 *
 * <p>Symbols: p the probabilities of the true class, the softmax of outputs divided by a temperature τ; y the label; K the
 * number of classes; ε the part of the labels that was replaced, by any other class alike. τ and ε are those of the greatest
 * likelihood of the labels, τ on a grid, ε exactly, because the likelihood is concave in it.
 */
final class NoisyLabels {
    private static final double SHARPEST = 1.0 / 16;
    private static final int GRID = 15;

    /** From far sharper to far softer than the network says. */
    static final double[] TEMPERATURES = temperatures();

    private static final int BISECTIONS = 50;

    private final double[] probabilities;
    private final double rate;
    private final int classes;

    private NoisyLabels(double[] probabilities, double rate, int classes) {
        this.probabilities = probabilities;
        this.rate = rate;
        this.classes = classes;
    }

    private static double[] temperatures() {
        double[] grid = new double[GRID];
        for (int i = 0; i < GRID; i++) {
            grid[i] = SHARPEST * Math.pow(2, i / 2.0);
        }
        return grid;
    }

    /**
     * The most likely model.
     *
     * @param logProbabilities log p_y of each label, for each temperature
     */
    static NoisyLabels fit(float[][] logProbabilities, int classes) {
        NoisyLabels best = null;
        double greatest = Double.NEGATIVE_INFINITY;
        for (float[] ofTemperature : logProbabilities) {
            double[] p = new double[ofTemperature.length];
            for (int i = 0; i < p.length; i++) {
                p[i] = Math.exp(ofTemperature[i]);
            }
            NoisyLabels model = new NoisyLabels(p, mostLikelyRate(p, classes), classes);
            double likelihood = model.logLikelihood();
            if (best == null || likelihood > greatest) {
                best = model;
                greatest = likelihood;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no temperature is given");
        }
        return best;
    }

    /** Where the slope of the log-likelihood changes its sign; not 0, which would make all labels equally right. */
    private static double mostLikelyRate(double[] p, int classes) {
        double low = 0.5 / p.length;
        double high = (classes - 1.0) / classes;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            double slope = 0;
            for (double right : p) {
                double wrong = (1 - right) / (classes - 1);
                slope += (wrong - right) / ((1 - middle) * right + middle * wrong);
            }
            if (slope > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private double logLikelihood() {
        double sum = 0;
        for (double p : probabilities) {
            sum += Math.log((1 - rate) * p + rate * (1 - p) / (classes - 1));
        }
        return sum;
    }

    /** ε. */
    double rate() {
        return rate;
    }

    /** How probable it is that label i was replaced. */
    double wrong(int i) {
        double replaced = rate * (1 - probabilities[i]) / (classes - 1);
        return replaced / ((1 - rate) * probabilities[i] + replaced);
    }
}
