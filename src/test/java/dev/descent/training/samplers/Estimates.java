package dev.descent.training.samplers;

import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What batches say of the mean of a number of all examples.
 *
 * @param mean of Σ wᵢ lᵢ / B over batches
 * @param variance of it
 */
record Estimates(double mean, double variance, int batches) {
    private static final int BATCHES = 20_000;

    /** The norms of the gradients are the losses. */
    static Estimates of(Sampler sampler, TrainingSet set, int size, IntToDoubleFunction loss) {
        Sampler.Sampling sampling = Frequencies.sampling(sampler, set);
        double sum = 0;
        double squares = 0;
        for (int step = 0; step < BATCHES; step++) {
            Sampler.Draw draw = sampling.draw(new Sampler.Turn(
                    step,
                    (long) step * size,
                    size,
                    0.5,
                    rows -> IntStream.of(rows).mapToDouble(loss).toArray()));
            double estimate = 0;
            for (int i = 0; i < draw.rows().length; i++) {
                double weight = draw.weights().isPresent() ? draw.weights().get()[i] : 1;
                estimate += weight * loss.applyAsDouble(draw.rows()[i]) / draw.rows().length;
            }
            sum += estimate;
            squares += estimate * estimate;
        }
        double mean = sum / BATCHES;
        return new Estimates(mean, squares / BATCHES - mean * mean, BATCHES);
    }

    /** How many standard errors the mean is away. */
    double errors(double from) {
        return (mean - from) / Math.sqrt(variance / batches);
    }
}
