package dev.descent.training.reweighting;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Reweighting;
import dev.descent.training.TrainingSet;
import dev.descent.training.Weighting;
import java.util.Arrays;

/**
 * Only the smaller losses of a batch count, because what is labelled wrongly is learned last.
 *
 * <pre>
 *   R = 1 − τ min(s/S, 1)
 *   k = max(1, ⌊RB⌋)
 *   wᵢ = B/|{j : lⱼ ≤ l₍ₖ₎}|  if lᵢ ≤ l₍ₖ₎, else 0
 * </pre>
 *
 * <p>Symbols: l the losses of a batch of B examples, l₍ₖ₎ the k-th smallest; R the part that is kept; τ the part of the
 * labels that is taken to be wrong; s the part of the run that is behind, and S that over which R falls. Examples whose
 * losses equal l₍ₖ₎ are all kept, so that none is dropped for its place in the batch; a batch of one keeps it. Source:
 * the selection of Han et al., "Co-teaching: robust training of deep neural networks with extremely noisy labels",
 * arXiv:1804.06872, who let each of two networks choose for the other, count s in epochs and set τ to the noise rate,
 * known or estimated. A single network that chooses for itself, as here, confirms its own errors: Co-teaching was made
 * for that reason. Not for clean data, of which it drops the hard part, and not for small batches, of which ⌊RB⌋ keeps
 * too little.
 */
@Strategy(
        type = "label_noise_robust",
        title = "Small-loss trimming",
        description = "The examples with the greatest losses of a batch, which may be labelled wrongly, do not count.",
        paper = "arXiv:1804.06872")
public record LabelNoiseRobust(
        @Option(value = "τ: the part of each batch that does not count in the end.", min = 0, below = 1)
        double noiseRate,

        @Option(value = "S: the part of the run over which ever more examples are dropped.", min = 0, max = 1)
        double ramp)
        implements Reweighting {
    /** So that RB that is whole but for rounding is not rounded down. */
    private static final double ROUNDING = 1e-9;

    public LabelNoiseRobust {
        Options.check(LabelNoiseRobust.class, noiseRate, ramp);
    }

    public LabelNoiseRobust() {
        this(0.1, 0.1);
    }

    @Override
    public Weighting over(TrainingSet set) {
        return (Weighting.OfLosses) (losses, step, progress) -> weights(losses, kept(losses.length, progress));
    }

    private int kept(int size, double progress) {
        double grown = progress < ramp ? progress / ramp : 1;
        return Math.max(1, (int) Math.floor((1 - noiseRate * grown) * size + ROUNDING));
    }

    private static double[] weights(double[] losses, int kept) {
        double[] sorted = losses.clone();
        Arrays.sort(sorted);
        double threshold = sorted[kept - 1];
        return MeanOne.of(
                Arrays.stream(losses).map(loss -> loss <= threshold ? 1 : 0).toArray());
    }

    @Override
    public boolean followsLosses() {
        return true;
    }
}
