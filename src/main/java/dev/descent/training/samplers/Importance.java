package dev.descent.training.samplers;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Draws what moves the parameters most, out of a larger uniform sample that went through the network first.
 *
 * <pre>
 *   presample: M = min(m B, N) examples, uniformly without replacement
 *   gᵢ = ‖∂lᵢ/∂zᵢ‖                         by a forward pass in evaluation mode
 *   pᵢ = (1 − s) gᵢ / Σⱼ gⱼ + s / M
 *   batch: B draws by p with replacement, losses weighed by 1 / (M pᵢ)
 * </pre>
 *
 * <p>Symbols: z the outputs of the network, N the number of training examples, m, s see the options. Given the presample
 * the weighted gradient has its mean as expectation, so that the gradient of a step is unbiased; of all p the one
 * proportional to the norms of the gradients varies least, and gᵢ bounds such a norm up to a constant of the network. No
 * weight exceeds 1/s. Where all gᵢ are zero, or one is not finite, p is uniform. Early in training the gᵢ are nearly equal:
 * the gradient then varies by about 1/m more than that of B uniform draws, because the presample varies too.
 *
 * <p>It costs a forward pass of M examples a step, which a small network does not earn back. The source measures on the way
 * how much the variance falls, as a running mean over steps, and samples uniformly until that pays; here the start
 * of the run is sampled uniformly instead, as wide as {@code warmup_fraction} says. Not for wrong labels, which it finds
 * and repeats. Source: Katharopoulos and Fleuret, "Not all samples are created equal: deep learning with importance
 * sampling", arXiv:1803.00942.
 */
@Strategy(
        type = "importance",
        title = "Importance sampling by gradient norm",
        description =
                "Draws each batch from a larger sample by a bound of the gradient norm, and weighs it to be unbiased.",
        paper = "arXiv:1803.00942")
public record Importance(
        @Unwrapped Batching batching,

        @Option(value = "m, how many times as many examples as the batch has are looked at.", min = 2, max = 100)
        int presample,

        @Option(value = "s, the part of the probability that is shared out evenly.", min = 0, max = 1)
        double uniformShare,

        @Option(value = "The part of the run at its start that is sampled uniformly.", min = 0, max = 1)
        double warmupFraction)
        implements Sampler {
    public Importance {
        Options.check(Importance.class, batching, presample, uniformShare, warmupFraction);
    }

    public Importance(int batchSize, int presample, double uniformShare, double warmupFraction) {
        this(new Batching(batchSize), presample, uniformShare, warmupFraction);
    }

    public Importance() {
        this(new Batching(), 3, 0.1, 0);
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        int examples = set.size();
        return turn -> {
            Draws draws = randomness.draws(Randomness.Purpose.ORDER, turn.step(), 0);
            if (turn.progress() < warmupFraction) {
                return new Draw(subset(draws, examples, Math.min(turn.size(), examples)));
            }
            int[] looked = subset(draws, examples, (int) Math.min((long) presample * turn.size(), examples));
            double[] probabilities = probabilities(turn.norms().ofOutputs(looked));
            Categorical law = new Categorical(probabilities);
            int[] rows = new int[turn.size()];
            float[] weights = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                int drawn = law.draw(draws);
                rows[i] = looked[drawn];
                weights[i] = (float) (1 / (looked.length * probabilities[drawn]));
            }
            return new Draw(rows, Optional.of(weights));
        };
    }

    private double[] probabilities(double[] norms) {
        double sum = Arrays.stream(norms).sum();
        double even = 1.0 / norms.length;
        boolean says = sum > 0 && sum < Double.POSITIVE_INFINITY;
        return Arrays.stream(norms)
                .map(norm -> says ? (1 - uniformShare) * norm / sum + uniformShare * even : even)
                .toArray();
    }

    /** A uniformly random subset, in O(count) (Floyd's algorithm, doi:10.1145/30401.315746). */
    private static int[] subset(Draws draws, int n, int count) {
        if (count == n) {
            return IntStream.range(0, n).toArray();
        }
        Set<Integer> chosen = new LinkedHashSet<>();
        for (int i = n - count; i < n; i++) {
            if (!chosen.add(draws.below(i + 1))) {
                chosen.add(i);
            }
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }
}
